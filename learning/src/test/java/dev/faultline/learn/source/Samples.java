package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What real tools have written of 300 requests and fewer to an error injector with a known plan, directly or through nginx 1.22
 * or Apache 2.4: our own client, k6 1.8, fortio 1.66 and vegeta 12. The three of the client that are named {@code attack} and
 * the logs of nginx are of the same requests.
 */
final class Samples {

    static final Span ALL = new Span(null, null, null);

    private Samples() {}

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream("/samples/" + name)) {
            assertNotNull(in, name);
            return in.readAllBytes();
        }
    }

    static String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    static Observed read(String name) throws IOException {
        return MeasuredFile.read(name, new ByteArrayInputStream(bytes(name)), ALL, null);
    }

    static Observed parse(String text) throws IOException {
        return parse(text, ALL, null);
    }

    static Observed parse(String text, Span span, @Nullable By by) throws IOException {
        return MeasuredFile.read("file", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), span, by);
    }

    /** Returns how many had which outcome, such as {@code 200=252 503=38}. */
    static String outcomes(Measured measured) {
        return measured.outcomes().entrySet().stream()
                .map(each -> each.getKey().wire() + "=" + Math.round(each.getValue()))
                .collect(Collectors.joining(" "));
    }

    static void assertPercentile(double millis, double percentile, LatencyBuckets latency, double tolerance) {
        assertEquals(millis, latency.percentile(percentile) / 1e6, tolerance, () -> "p" + percentile);
    }

    /** Returns a text with so many letters in the middle, which is never in memory. */
    static InputStream longText(String begin, long letters, String end) {
        InputStream middle = new InputStream() {

            private long left = letters;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] into, int offset, int most) {
                int some = (int) Math.min(most, left);
                Arrays.fill(into, offset, offset + some, (byte) 'x');
                left -= some;
                return some > 0 ? some : -1;
            }
        };
        List<InputStream> parts = List.of(stream(begin), middle, stream(end));
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
