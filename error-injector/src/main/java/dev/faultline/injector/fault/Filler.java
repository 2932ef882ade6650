package dev.faultline.injector.fault;

import java.util.Map;

/**
 * A 200 with so many bytes of nothing in particular.
 *
 * @param size in bytes
 */
public record Filler(long size) implements Source {

    /** What each byte of it is. */
    public static final byte BYTE = '*';

    @Override
    public Source replacedBy(Answer answer) {
        return answer;
    }

    /** Returns the head that goes before it. */
    public Answer head() {
        return new Answer(200, Map.of(), null, "text/plain");
    }
}
