package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import io.vertx.core.buffer.Buffer;

/** An answer with its head and its bytes made beforehand, so that sending it allocates next to nothing. */
final class PreparedAnswer implements Act {

    private final Head head;
    private final Buffer body;

    PreparedAnswer(Answer answer) {
        head = new Head(answer);
        body = Buffer.buffer(answer.body() == null ? "" : answer.body());
    }

    @Override
    public void perform(Exchange exchange) {
        head.write(exchange);
        exchange.send(body);
    }
}
