package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ends a gRPC call with a status, by trailers alone. Callers that do not speak gRPC get the HTTP status that says the
 * same, with the message as its body.
 *
 * @param message of one line
 * @param retryPushback tells the caller whether and when to try again
 */
@JsonTypeName("grpc-status")
public record GrpcStatusAbort(
        @Required Percentage percentage,
        @Required GrpcCode status,
        @Nullable String message,
        @Nullable Pushback retryPushback)
        implements Abort {

    private static final Pattern MESSAGE = Pattern.compile("[^\\p{Cntrl}]{0,1024}");

    public GrpcStatusAbort {
        Require.present("percentage", percentage);
        Require.present("status", status);
        Elements.writable("message", message);
        if (message != null) {
            Require.matching("message", message, MESSAGE, "must be one line of at most 1024 characters");
        }
    }

    @Override
    public <A> A action(ActionFactory<A> actions, Otherwise otherwise) {
        A http = actions.send(new Answer(status.http(), Map.of(), message, null), Delivery.WHOLE);
        return actions.byProtocol(http, http, actions.grpc(status, message, retryPushback));
    }
}
