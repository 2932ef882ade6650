package dev.faultline.injector.server;

import io.vertx.core.http.HttpHeaders;

/** An answer that is the last of its connection, and says so. */
final class AndClose implements Act {

    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    private final Act answer;

    AndClose(Act answer) {
        this.answer = answer;
    }

    @Override
    public void perform(Exchange exchange) {
        exchange.response().putHeader(HttpHeaders.CONNECTION, CLOSE);
        // Vert.x' own way of closing would meet a body that is still coming with an RST, which can cost the answer.
        exchange.onEnd(exchange.wire()::finish);
        answer.perform(exchange);
    }
}
