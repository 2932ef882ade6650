package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers in place of the service, as if all were well; the status is 200 if none is given. A gRPC call gets OK and an
 * empty message, which every type of message can be read from, unless the status is an error.
 */
@JsonTypeName("respond")
public record Respond(
        Integer status,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> headers,
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
    public Source source() {
        return new Answer(status, headers, body, contentType);
    }

    @Override
    public <A> A via(Transport<A> transport) {
        A http = transport.send(source(), Delivery.WHOLE);
        A grpc = status < FIRST_ERROR ? transport.grpc(new GrpcAnswer(GrpcCode.OK, null, null)) : http;
        return transport.byProtocol(http, http, grpc);
    }
}
