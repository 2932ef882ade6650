package dev.faultline.injector.server;

import dev.faultline.injector.fault.Filler;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Any number of bytes, made as they are sent. */
final class FillerOrigin implements Origin {

    private static final int CHUNK = 16 * 1024;
    private static final Buffer FULL = chunk();

    private final Head head;
    private final long size;

    FillerOrigin(Filler filler) {
        head = new Head(filler.head());
        size = filler.size();
    }

    @Override
    public void open(Reply reply, Consumer<Content> ready) {
        head.write(reply.exchange());
        reply.declare(size);
        ready.accept(Chunks.content(reply, reply.hasBody() ? chunks() : Collections.emptyIterator(), size));
    }

    private Iterator<Buffer> chunks() {
        return LongStream.iterate(size, left -> left > 0, left -> left - CHUNK)
                .mapToObj(left -> left < CHUNK ? FULL.slice(0, (int) left) : FULL)
                .iterator();
    }

    private static Buffer chunk() {
        byte[] bytes = new byte[CHUNK];
        Arrays.fill(bytes, Filler.BYTE);
        return Buffer.buffer(bytes);
    }
}
