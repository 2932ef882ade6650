package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;

/** An answer that is known beforehand. */
final class AnswerOrigin implements Origin {

    private final Head head;
    private final Buffer body;

    AnswerOrigin(Answer answer) {
        head = new Head(answer);
        body = Buffer.buffer(answer.body() == null ? "" : answer.body());
    }

    @Override
    public void open(Reply reply, Consumer<Content> ready) {
        head.write(reply.exchange());
        reply.declare(body.length());
        List<Buffer> chunks = reply.hasBody() && body.length() > 0 ? List.of(body) : List.of();
        ready.accept(Chunks.content(reply, chunks.iterator(), body.length()));
    }
}
