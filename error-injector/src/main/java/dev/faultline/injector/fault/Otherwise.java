package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.OneOrMore;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What answers a request that no abort hits. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Otherwise {

    /** Returns where the answer comes from. */
    Source source();

    /** Returns the action that answers; asked once per plan. */
    <A> A action(ActionFactory<A> actions);

    /** Has a service answer: the injector is a proxy in front of it. */
    @JsonTypeName("forward")
    record Forward(@Required Target to) implements Otherwise {

        public Forward {
            Require.present("to", to);
        }

        @Override
        public Source source() {
            return new Source.Upstream(to);
        }

        @Override
        public <A> A action(ActionFactory<A> actions) {
            return actions.send(source(), Delivery.WHOLE);
        }
    }

    /**
     * Answers in place of the service, as if all were well; the status is 200 if none is given. A gRPC call gets OK and an
     * empty message, which every type of message can be read from, unless the status is an error.
     */
    @JsonTypeName("respond")
    record Respond(
            Integer status,

            @OneOrMore @JsonInclude(JsonInclude.Include.NON_EMPTY)
            Map<String, List<String>> headers,

            @Nullable String body,
            @Nullable String contentType)
            implements Otherwise {

        /** The answer of a plan that asks for no other. */
        public static final Respond OK = new Respond(200, Map.of(), "ok", null);

        private static final int FIRST_ERROR = 300;

        public Respond {
            status = status == null ? 200 : status;
            headers = new Answer(status, headers, body, contentType).headers();
        }

        @Override
        public Answer source() {
            return new Answer(status, headers, body, contentType);
        }

        @Override
        public <A> A action(ActionFactory<A> actions) {
            Answer answer = source();
            A http = actions.send(answer, Delivery.WHOLE);
            if (status >= FIRST_ERROR) {
                return http;
            }
            A grpc = actions.grpc(GrpcCode.OK, null, null);
            return actions.byProtocol(http, http, answer.closes() ? actions.andClose(grpc) : grpc);
        }
    }
}
