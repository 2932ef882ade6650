package dev.faultline.learn.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of a file, byte for byte as characters, in bounded memory. Confined to one thread. */
final class Lines {

    private final InputStream in;
    private final byte[] buffer;
    private int start;
    private int end;
    private long number;
    private boolean cut;

    /** @param longest of a longer line only so many bytes are returned */
    Lines(InputStream in, int longest) {
        this.in = in;
        this.buffer = new byte[longest];
    }

    /** Returns the next line without its end; null after the last. */
    @Nullable
    String next() throws IOException {
        cut = false;
        int scanned = start;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    return line(i, i + 1);
                }
            }
            scanned = end;
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, end - start);
                end -= start;
                scanned -= start;
                start = 0;
            }
            if (end == buffer.length) {
                cut = true;
                String beginning = line(end, end);
                skipRest();
                return beginning;
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                return start == end ? null : line(end, end);
            }
            end += read;
        }
    }

    /** Returns the number of the line that was returned last, from 1. */
    long number() {
        return number;
    }

    /** Returns whether that line was longer than what was returned of it. */
    boolean wasCut() {
        return cut;
    }

    private String line(int until, int next) {
        int length = until > start && buffer[until - 1] == '\r' ? until - 1 - start : until - start;
        String line = new String(buffer, start, length, StandardCharsets.ISO_8859_1);
        start = next;
        number++;
        return line;
    }

    private void skipRest() throws IOException {
        while (true) {
            start = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            if (end == 0) {
                return;
            }
            for (int i = 0; i < end; i++) {
                if (buffer[i] == '\n') {
                    start = i + 1;
                    return;
                }
            }
        }
    }
}
