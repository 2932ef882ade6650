package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Status and headers of an answer, with the header objects made beforehand. */
final class Head {

    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");

    private final int status;
    private final List<CharSequence> names = new ArrayList<>();
    private final List<CharSequence> values = new ArrayList<>();
    private final boolean saysWhenToRetry;

    Head(Answer answer) {
        status = answer.status();
        boolean auto = false;
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            if (header.getKey().equalsIgnoreCase(Answer.RETRY_AFTER)
                    && header.getValue().equals(Answer.AUTO)) {
                auto = true;
            } else {
                names.add(HttpHeaders.createOptimized(header.getKey()));
                values.add(HttpHeaders.createOptimized(header.getValue()));
            }
        }
        saysWhenToRetry = auto;
        String contentType = answer.effectiveContentType();
        if (contentType != null) {
            names.add(HttpHeaders.CONTENT_TYPE);
            values.add(HttpHeaders.createOptimized(contentType));
        }
    }

    /** Puts status and headers into the answer of the exchange. */
    void write(Exchange exchange) {
        HttpServerResponse response = exchange.response();
        response.setStatusCode(status);
        for (int i = 0; i < names.size(); i++) {
            response.putHeader(names.get(i), values.get(i));
        }
        Duration left = saysWhenToRetry ? exchange.retryAfter() : null;
        if (left != null) {
            response.putHeader(RETRY_AFTER, Long.toString(seconds(left)));
        }
    }

    /** Whole seconds are all that the header can say; one that comes back early, or at once, would be no wiser. */
    private static long seconds(Duration left) {
        return Math.max(1, left.getNano() == 0 ? left.getSeconds() : left.getSeconds() + 1);
    }
}
