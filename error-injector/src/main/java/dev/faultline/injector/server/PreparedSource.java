package dev.faultline.injector.server;

import dev.faultline.injector.fault.Answer;
import dev.faultline.injector.fault.Source;
import dev.faultline.injector.fault.Target;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Where the content of answers comes from; prepared once per plan. Threadsafe. */
@FunctionalInterface
interface PreparedSource {

    /**
     * Writes status and headers into the answer and hands out its content, now or later, on the event loop of the
     * exchange; or ends the exchange otherwise, if there is no content to be had.
     */
    void open(ResponseWriter writer, Consumer<Content> ready);

    /** Prepares a source. */
    static PreparedSource of(Source source) {
        if (source instanceof Answer answer) {
            return new KnownAnswer(answer);
        }
        if (source instanceof Source.Filler filler) {
            return new Filling(filler);
        }
        if (source instanceof Source.Upstream upstream) {
            return new UpstreamAnswer(upstream.target());
        }
        Source.Replaced replaced = (Source.Replaced) source;
        return new ReplacedAnswer(replaced.upstream().target(), of(replaced.answer()));
    }

    /**
     * The body of an answer whose status and headers are already written into it, but not sent.
     *
     * @param length in bytes, 0 too where an answer has no body, as one to HEAD; {@value #UNKNOWN} if it has yet to show
     * @param body paused
     * @param trailers known once the body has ended
     * @param tunnel what follows the head in place of a body; null mostly
     */
    record Content(
            long length,
            ReadStream<Buffer> body,
            Supplier<MultiMap> trailers,
            @Nullable Tunnel tunnel) {

        Content(long length, ReadStream<Buffer> body, Supplier<MultiMap> trailers) {
            this(length, body, trailers, null);
        }

        static Content of(Tunnel tunnel, ReadStream<Buffer> body) {
            return new Content(UNKNOWN, body, MultiMap::caseInsensitiveMultiMap, tunnel);
        }

        /** The length of a body that does not say. */
        static final long UNKNOWN = -1;
    }

    /** An answer that the plan contains. */
    final class KnownAnswer implements PreparedSource {

        private final PreparedAnswer.Head head;
        private final Buffer body;

        KnownAnswer(Answer answer) {
            head = new PreparedAnswer.Head(answer);
            body = Buffer.buffer(answer.body() == null ? "" : answer.body());
        }

        @Override
        public void open(ResponseWriter writer, Consumer<Content> ready) {
            writer.exchange().sendContinue();
            head.write(writer.exchange());
            writer.declare(body.length());
            List<Buffer> chunks = writer.hasBody() && body.length() > 0 ? List.of(body) : List.of();
            ready.accept(ChunkStream.content(writer, chunks.iterator(), body.length()));
        }
    }

    /** Any number of bytes, generated as they are sent. */
    final class Filling implements PreparedSource {

        private static final int CHUNK = 16 * 1024;
        private static final Buffer FULL = chunk();

        private final PreparedAnswer.Head head;
        private final long size;

        Filling(Source.Filler filler) {
            head = new PreparedAnswer.Head(filler.head());
            size = filler.size();
        }

        @Override
        public void open(ResponseWriter writer, Consumer<Content> ready) {
            writer.exchange().sendContinue();
            head.write(writer.exchange());
            writer.declare(size);
            ready.accept(ChunkStream.content(writer, writer.hasBody() ? chunks() : Collections.emptyIterator(), size));
        }

        private Iterator<Buffer> chunks() {
            return LongStream.iterate(size, left -> left > 0, left -> left - CHUNK)
                    .mapToObj(left -> left < CHUNK ? FULL.slice(0, (int) left) : FULL)
                    .iterator();
        }

        private static Buffer chunk() {
            byte[] bytes = new byte[CHUNK];
            Arrays.fill(bytes, Source.Filler.BYTE);
            return Buffer.buffer(bytes);
        }
    }

    /** The answer of a service that the request is forwarded to. */
    final class UpstreamAnswer implements PreparedSource {

        private static final int LOWEST_STATUS = 200;
        private static final int HIGHEST_STATUS = 999;

        private final Target target;

        UpstreamAnswer(Target target) {
            this.target = target;
        }

        @Override
        public void open(ResponseWriter writer, Consumer<Content> ready) {
            new Forwarding(writer, answer -> receive(writer, answer, ready)).ask(target);
        }

        private static void receive(ResponseWriter writer, HttpClientResponse answer, Consumer<Content> ready) {
            int status = answer.statusCode();
            boolean tunnel = Tunnel.isWantedBy(writer.exchange()) && Tunnel.isAgreedBy(answer);
            if ((status < LOWEST_STATUS && !tunnel) || status > HIGHEST_STATUS) {
                UpstreamFailure.NO_HTTP.answer(writer.exchange());
                return;
            }
            try {
                ForwardedHeaders.ofAnswer(
                        answer.headers(), writer.exchange().response().headers());
            } catch (IllegalArgumentException e) {
                // Vert.x takes more from upstreams than it sends itself.
                UpstreamFailure.NO_HTTP.answer(writer.exchange());
                return;
            }
            writer.exchange().response().setStatusCode(status);
            if (tunnel) {
                ready.accept(Content.of(new Tunnel(writer, answer), answer));
                return;
            }
            long length = length(answer);
            if (writer.hasBody() || length != Content.UNKNOWN) {
                writer.declare(length);
            }
            List<String> announced = answer.headers().getAll(ForwardedHeaders.TRAILER);
            if (length == Content.UNKNOWN && !announced.isEmpty()) {
                writer.exchange().response().putHeader(ForwardedHeaders.TRAILER, announced);
            }
            ready.accept(new Content(writer.hasBody() ? length : 0, answer, () -> trailers(answer)));
        }

        private static MultiMap trailers(HttpClientResponse answer) {
            MultiMap trailers = MultiMap.caseInsensitiveMultiMap();
            ForwardedHeaders.ofAnswer(answer.trailers(), trailers);
            return trailers;
        }

        private static long length(HttpClientResponse answer) {
            String length = answer.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                    ? null
                    : answer.getHeader(HttpHeaders.CONTENT_LENGTH);
            try {
                return length == null ? Content.UNKNOWN : Math.max(Content.UNKNOWN, Long.parseLong(length));
            } catch (NumberFormatException e) {
                return Content.UNKNOWN;
            }
        }
    }

    /** Another answer in place of that of a service, once the service has answered. */
    final class ReplacedAnswer implements PreparedSource {

        private final Target target;
        private final PreparedSource answer;

        ReplacedAnswer(Target target, PreparedSource answer) {
            this.target = target;
            this.answer = answer;
        }

        @Override
        public void open(ResponseWriter writer, Consumer<Content> ready) {
            new Replacement(writer, ready).forwarding.ask(target);
        }

        private final class Replacement {

            private final Forwarding forwarding;

            Replacement(ResponseWriter writer, Consumer<Content> ready) {
                forwarding = new Forwarding(writer, thrownAway -> replace(writer, ready));
            }

            private void replace(ResponseWriter writer, Consumer<Content> ready) {
                forwarding.discard();
                answer.open(writer, ready);
            }
        }
    }

    /** A body that is generated here. Starts paused, and cannot fail. */
    final class ChunkStream implements ReadStream<Buffer> {

        /** A caller that takes all there is must not keep the loop from everyone else. */
        private static final int MOST_IN_A_ROW = 16;

        private final EventLoop loop;
        private final Iterator<Buffer> chunks;
        private @Nullable Handler<Buffer> handler;
        private @Nullable Handler<Void> endHandler;
        private long demand;
        private boolean emitting;
        private boolean ended;

        private ChunkStream(EventLoop loop, Iterator<Buffer> chunks) {
            this.loop = loop;
            this.chunks = chunks;
        }

        /** Returns a content of these chunks, which together are that long unless the answer has no body. */
        static Content content(ResponseWriter writer, Iterator<Buffer> chunks, long length) {
            ChunkStream body = new ChunkStream(writer.exchange().loop(), chunks);
            return new Content(writer.hasBody() ? length : 0, body, MultiMap::caseInsensitiveMultiMap);
        }

        @Override
        public ChunkStream fetch(long amount) {
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
        public ChunkStream pause() {
            demand = 0;
            return this;
        }

        @Override
        public ChunkStream resume() {
            return fetch(Long.MAX_VALUE);
        }

        @Override
        public ChunkStream handler(@Nullable Handler<Buffer> next) {
            handler = next;
            return this;
        }

        @Override
        public ChunkStream endHandler(@Nullable Handler<Void> next) {
            endHandler = next;
            return this;
        }

        @Override
        public ChunkStream exceptionHandler(@Nullable Handler<Throwable> ignored) {
            return this;
        }
    }
}
