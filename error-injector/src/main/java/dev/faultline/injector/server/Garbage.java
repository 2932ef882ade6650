package dev.faultline.injector.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;

/** Bytes that no status line and no frame begins with: the highest bit of each is set. */
final class Garbage implements Act {

    private static final int HIGHEST_BIT = 0x80;

    private final byte[] bytes;

    Garbage(int size) {
        bytes = new byte[size];
        // The same bytes each time, so that what a caller makes of them can be told from chance.
        new SplittableRandom(size).nextBytes(bytes);
        for (int i = 0; i < size; i++) {
            bytes[i] |= (byte) HIGHEST_BIT;
        }
    }

    @Override
    public void perform(Exchange exchange) {
        ByteBuf copy = Unpooled.copiedBuffer(bytes);
        exchange.wire().finishAfter(copy);
    }
}
