package dev.faultline.platform.wire;

/**
 * A place in a text, as editors count.
 *
 * @param line from 1
 * @param column from 1
 */
public record Position(int line, int column) {

    @Override
    public String toString() {
        return line + ":" + column;
    }
}
