package dev.faultline.injector.server;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A body that is made here. Starts paused, and cannot fail. */
final class Chunks implements ReadStream<Buffer> {

    /** A caller that takes all there is must not keep the loop from everyone else. */
    private static final int MOST_IN_A_ROW = 16;

    private final Loop loop;
    private final Iterator<Buffer> chunks;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private long demand;
    private boolean emitting;
    private boolean ended;

    private Chunks(Loop loop, Iterator<Buffer> chunks) {
        this.loop = loop;
        this.chunks = chunks;
    }

    /** Returns a content of these chunks, which together are that long unless the answer has no body. */
    static Content content(Reply reply, Iterator<Buffer> chunks, long length) {
        Chunks body = new Chunks(reply.exchange().loop(), chunks);
        return new Content(reply.hasBody() ? length : 0, body, MultiMap::caseInsensitiveMultiMap);
    }

    @Override
    public Chunks fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (!emitting) {
            emitting = true;
            emit();
        }
        return this;
    }

    private void emit() {
        for (int i = 0; i < MOST_IN_A_ROW; i++) {
            if (demand == 0 || ended) {
                emitting = false;
                return;
            }
            demand = demand == Long.MAX_VALUE ? demand : demand - 1;
            if (!chunks.hasNext()) {
                ended = true;
                if (endHandler != null) {
                    endHandler.handle(null);
                }
            } else if (handler != null) {
                handler.handle(chunks.next());
            }
        }
        loop.soon(this::emit);
    }

    @Override
    public Chunks pause() {
        demand = 0;
        return this;
    }

    @Override
    public Chunks resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public Chunks handler(@Nullable Handler<Buffer> next) {
        handler = next;
        return this;
    }

    @Override
    public Chunks endHandler(@Nullable Handler<Void> next) {
        endHandler = next;
        return this;
    }

    @Override
    public Chunks exceptionHandler(@Nullable Handler<Throwable> ignored) {
        return this;
    }
}
