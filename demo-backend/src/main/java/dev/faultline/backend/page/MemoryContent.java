package dev.faultline.backend.page;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A page of few bytes. Immutable: the array given must not be changed afterwards. */
public final class MemoryContent implements Content {

    /** No bytes at all. */
    public static final MemoryContent EMPTY = new MemoryContent(new byte[0]);

    private final byte[] bytes;

    /** Holds the bytes without copying them. */
    public MemoryContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns the text in UTF-8. */
    public static MemoryContent of(String text) {
        return new MemoryContent(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long length() {
        return bytes.length;
    }

    /** Returns a copy of a part; both numbers must lie within {@link #length}. */
    public byte[] part(long offset, long length) {
        return Arrays.copyOfRange(bytes, Math.toIntExact(offset), Math.toIntExact(offset + length));
    }
}
