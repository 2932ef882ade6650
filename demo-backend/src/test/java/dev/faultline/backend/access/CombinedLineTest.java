package dev.faultline.backend.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CombinedLineTest {

    private static final Instant RECEIVED = Instant.parse("2000-10-10T20:55:36Z");

    @Test
    void readsAsTheExampleInApachesManual() {
        CombinedLine line = new CombinedLine(
                "127.0.0.1",
                RECEIVED,
                "GET /apache_pb.gif HTTP/1.0",
                200,
                2326,
                "http://www.example.com/start.html",
                "Mozilla/4.08 [en] (Win98; I ;Nav)");
        assertEquals(
                "127.0.0.1 - - [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326"
                        + " \"http://www.example.com/start.html\" \"Mozilla/4.08 [en] (Win98; I ;Nav)\"",
                line.text(ZoneId.of("America/Los_Angeles")));
    }

    @Test
    void writesADashForWhatIsNotThere() {
        CombinedLine line = new CombinedLine("::1", RECEIVED, "HEAD / HTTP/1.1", 304, 0, null, null);
        assertEquals(
                "::1 - - [10/Oct/2000:20:55:36 +0000] \"HEAD / HTTP/1.1\" 304 - \"-\" \"-\"",
                line.text(ZoneOffset.UTC));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                Arguments.of("a\"b", "a\\\"b"),
                Arguments.of("a\\b", "a\\\\b"),
                Arguments.of("a\nb", "a\\nb"),
                Arguments.of("a\rb", "a\\rb"),
                Arguments.of("a\tb", "a\\tb"),
                Arguments.of("a\bb", "a\\bb"),
                Arguments.of("a\u000bb", "a\\vb"),
                Arguments.of("a\u001bb", "a\\x1bb"),
                Arguments.of("a\0b", "a\\x00b"),
                Arguments.of("a\u007fb", "a\\x7fb"),
                Arguments.of("a\u0085b", "a\\x85b"),
                Arguments.of("\u00e9", "\\xe9"),
                Arguments.of("\u2028", "\\u2028"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("hostile")
    void letsNoClientWriteALineOfItsOwn(String sent, String written) {
        String text = new CombinedLine("::1", RECEIVED, sent, 200, 1, sent, sent).text(ZoneOffset.UTC);
        assertTrue(text.endsWith("\"" + written + "\" 200 1 \"" + written + "\" \"" + written + "\""), text);
        assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 0x7f), text);
    }
}
