package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.wire.Percentage;
import dev.faultline.wire.Require;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a status of its own: the error that the service would send. gRPC callers read from it what their library
 * makes of that status.
 *
 * @param at absent for the request; at the response, it is the answer of {@code otherwise} that is thrown away
 */
@JsonTypeName("status")
public record StatusAbort(
        @Required Percentage percentage,
        @Required Integer status,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> headers,
        @Nullable String body,
        @Nullable String contentType,
        @Nullable Phase at)
        implements Abort {

    public StatusAbort {
        Require.present("percentage", percentage);
        Require.present("status", status);
        headers = new Answer(status, headers, body, contentType).headers();
        at = Phase.unlessDefault(at);
    }

    /** Returns the abort with that status and nothing else. */
    public static StatusAbort plain(Percentage percentage, int status) {
        return new StatusAbort(percentage, status, Map.of(), null, null, null);
    }

    @Override
    public <A> A via(Transport<A> transport, Otherwise otherwise) {
        Answer answer = new Answer(status, headers, body, contentType);
        Source source = at == null ? answer : otherwise.source().replacedBy(answer);
        return transport.send(source, Delivery.WHOLE);
    }
}
