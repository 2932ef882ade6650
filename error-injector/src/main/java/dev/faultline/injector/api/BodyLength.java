package dev.faultline.injector.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.faultline.platform.wire.Problem;
import dev.faultline.platform.wire.WireJson;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Refuses a body that is declared longer than any plan is before it is sent, not once all of it has come. */
@Singleton
final class BodyLength {

    /** Before everything else, as what comes first decides when the answer leaves. */
    private static final int FIRST = 10_000;

    private static final int TOO_LARGE = 413;

    private final Buffer problem;

    BodyLength() throws JsonProcessingException {
        problem = Buffer.buffer(WireJson.mapper()
                .writeValueAsBytes(Problem.of(
                        TOO_LARGE, "Request Entity Too Large", "a plan is at most " + PlanBody.MAX + " bytes")));
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
            context.next();
            return;
        }
        request.response()
                .setStatusCode(TOO_LARGE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(problem);
        // Who sends all the same must not be met by an RST, which would cost it the answer.
        request.handler(dropped -> {})
                .endHandler(all -> request.connection().close())
                .resume();
    }

    private static boolean isTooLong(@Nullable String declared) {
        try {
            return declared != null && Long.parseLong(declared) > PlanBody.MAX;
        } catch (NumberFormatException e) {
            // Whether that is a length at all is for the server to say.
            return false;
        }
    }
}
