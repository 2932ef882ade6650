package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An answer with its head and its bytes made beforehand, so that sending it allocates next to nothing. */
final class PreparedAnswer implements Action {

    private final Head head;
    private final Buffer body;

    PreparedAnswer(Answer answer) {
        head = new Head(answer);
        body = Buffer.buffer(answer.body() == null ? "" : answer.body());
    }

    @Override
    public void perform(Exchange exchange) {
        exchange.sendContinue();
        head.write(exchange);
        exchange.send(body);
    }

    /** Status and headers of an answer, with the header objects made beforehand. */
    static final class Head {

        private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("retry-after");
        private static final String CONTENT_TYPE = "content-type";
        private static final String CONNECTION = "connection";

        private final int status;
        private final List<CharSequence> names = new ArrayList<>();
        private final List<List<CharSequence>> values = new ArrayList<>();
        private final boolean saysWhenToRetry;
        private final boolean closes;

        Head(Answer answer) {
            status = answer.status();
            boolean auto = false;
            for (Map.Entry<String, List<String>> header : answer.headers().entrySet()) {
                if (header.getKey().equalsIgnoreCase(Answer.RETRY_AFTER)
                        && header.getValue().contains(Answer.AUTO)) {
                    auto = true;
                } else if (!header.getKey().equalsIgnoreCase(CONNECTION)) {
                    add(header.getKey(), header.getValue());
                }
            }
            saysWhenToRetry = auto;
            closes = answer.closes();
            String contentType = answer.effectiveContentType();
            if (contentType != null) {
                add(CONTENT_TYPE, List.of(contentType));
            }
        }

        private void add(String name, List<String> all) {
            names.add(HttpHeaders.createOptimized(name));
            values.add(all.stream().map(HttpHeaders::createOptimized).toList());
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
            if (closes) {
                exchange.endConnection();
            }
        }

        /** Whole seconds are all that the header can say; one that comes back early, or at once, would be no wiser. */
        private static long seconds(Duration left) {
            return Math.max(1, left.getNano() == 0 ? left.getSeconds() : left.getSeconds() + 1);
        }
    }
}
