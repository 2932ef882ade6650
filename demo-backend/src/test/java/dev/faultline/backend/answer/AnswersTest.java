package dev.faultline.backend.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.faultline.backend.page.EntityTag;
import dev.faultline.backend.page.Lookup;
import dev.faultline.backend.page.MemoryContent;
import dev.faultline.backend.page.Page;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {

    private static final Instant MODIFIED = Instant.parse("1994-11-06T08:49:37.5Z");
    private static final String SAME = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String OLDER = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String NEWER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final Page STRONG = page(EntityTag.strong("v1"));
    private static final Page WEAK = page(new EntityTag(true, "v1"));

    private final Answers answers = new Answers(InstantSource.fixed(MODIFIED.plusSeconds(60)));

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "''; 200",
                // If-None-Match compares weakly, and goes before If-Modified-Since.
                "If-None-Match: \"v1\"; 304",
                "If-None-Match: W/\"v1\"; 304",
                "If-None-Match: \"v0\", \"v1\"; 304",
                "If-None-Match: *; 304",
                "If-None-Match: \"v0\"; 200",
                "If-None-Match: v1; 200",
                "If-None-Match: \"v0\"|If-Modified-Since: " + NEWER + "; 200",
                "If-Modified-Since: " + SAME + "; 304",
                "If-Modified-Since: " + NEWER + "; 304",
                "If-Modified-Since: " + OLDER + "; 200",
                "If-Modified-Since: yesterday; 200",
                // If-Match compares strongly, and goes before If-Unmodified-Since.
                "If-Match: \"v1\"; 200",
                "If-Match: *; 200",
                "If-Match: \"v0\"; 412",
                "If-Match: W/\"v1\"; 412",
                "If-Match: nonsense; 412",
                "If-Match: \"v1\"|If-Unmodified-Since: " + OLDER + "; 200",
                "If-Unmodified-Since: " + SAME + "; 200",
                "If-Unmodified-Since: " + OLDER + "; 412",
                "If-Unmodified-Since: yesterday; 200",
                "If-Match: \"v1\"|If-None-Match: \"v1\"; 304",
                "If-Match: \"v0\"|If-None-Match: \"v1\"; 412",
                // Ranges come last.
                "Range: bytes=0-1; 206",
                "Range: bytes=99-; 416",
                "Range: bytes=0-0,2-2; 200",
                "Range: bytes=0-1|If-None-Match: \"v1\"; 304",
                "Range: bytes=0-1|If-Match: \"v0\"; 412",
                "Range: bytes=0-1|If-Range: \"v1\"; 206",
                "Range: bytes=0-1|If-Range: W/\"v1\"; 200",
                "Range: bytes=0-1|If-Range: \"v0\"; 200",
                "Range: bytes=99-|If-Range: \"v0\"; 200",
                "Range: bytes=0-1|If-Range: " + SAME + "; 206",
                "Range: bytes=0-1|If-Range: " + NEWER + "; 200",
                "Range: bytes=0-1|If-Range: nonsense; 200"
            })
    void heedsConditions(String fields, int status) {
        assertEquals(
                status,
                answers.of(new Lookup.Found(STRONG), fields(fields)).status().code());
    }

    @ParameterizedTest(name = "{0} is answered {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "If-None-Match: \"v1\"; 304",
                "If-Match: \"v1\"; 412",
                "Range: bytes=0-1|If-Range: \"v1\"; 200",
                "Range: bytes=0-1; 206"
            })
    void doesNotTrustAWeakTagForBytes(String fields, int status) {
        assertEquals(
                status,
                answers.of(new Lookup.Found(WEAK), fields(fields)).status().code());
    }

    @Test
    void saysWhatAPageIs() {
        Answer answer = answers.of(new Lookup.Found(STRONG), fields(""));
        assertEquals(
                "{Accept-Ranges=bytes, Content-Length=10, Content-Type=text/plain, ETag=\"v1\", Last-Modified=" + SAME
                        + "}",
                said(answer).toString());
        assertEquals(10, answer.length());
    }

    @Test
    void saysWhichPartItSends() {
        Answer answer = answers.of(new Lookup.Found(STRONG), fields("Range: bytes=-3"));
        assertEquals("bytes 7-9/10", said(answer).get("Content-Range"));
        assertEquals("3", said(answer).get("Content-Length"));
        assertEquals(7, answer.offset());
        assertEquals(3, answer.length());
    }

    @Test
    void saysHowMuchThereIsWhenTheRangeIsBeyond() {
        Answer answer = answers.of(new Lookup.Found(STRONG), fields("Range: bytes=10-"));
        assertEquals("bytes */10", said(answer).get("Content-Range"));
    }

    @Test
    void sendsNothingButTheValidatorsIfNotModified() {
        Answer answer = answers.of(new Lookup.Found(STRONG), fields("If-None-Match: *"));
        assertEquals("{ETag=\"v1\", Last-Modified=" + SAME + "}", said(answer).toString());
        assertEquals(0, answer.length());
    }

    @Test
    void neverDatesAPageInTheFuture() {
        Answers early = new Answers(InstantSource.fixed(MODIFIED.minusSeconds(1)));
        assertEquals(OLDER, said(early.of(new Lookup.Found(STRONG), fields(""))).get("Last-Modified"));
    }

    @Test
    void answersWhatIsNoPage() {
        Answer moved = answers.of(new Lookup.Moved("/a/"), fields(""));
        assertEquals(Status.MOVED_PERMANENTLY, moved.status());
        assertEquals("/a/", said(moved).get("Location"));
        assertEquals(
                Status.NOT_FOUND, answers.of(new Lookup.Missing(), fields("")).status());
        assertEquals(
                Status.FORBIDDEN, answers.of(new Lookup.Forbidden(), fields("")).status());
        assertEquals("GET, HEAD, OPTIONS", said(Answers.methodNotAllowed()).get("Allow"));
        assertEquals("0", said(Answers.options()).get("Content-Length"));
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    void explainsEveryStatusInAsManyBytesAsItSays(Status status) {
        Answer answer = Answers.explained(status);
        assertEquals(Long.toString(answer.content().length()), said(answer).get("Content-Length"));
        assertNull(said(answer).get("ETag"));
    }

    private static Map<String, String> said(Answer answer) {
        Map<String, String> fields = new TreeMap<>();
        answer.fields().forEach(field -> fields.put(field.name(), field.value()));
        return fields;
    }

    /** Reads {@code Name: value|Name: value}. */
    private static Fields fields(String text) {
        Map<String, @Nullable String> fields = new TreeMap<>();
        for (String field : text.split("\\|", -1)) {
            int colon = field.indexOf(": ");
            if (colon > 0) {
                fields.put(field.substring(0, colon), field.substring(colon + 2));
            }
        }
        return fields::get;
    }

    private static Page page(EntityTag tag) {
        return new Page("text/plain", tag, MODIFIED, MemoryContent.of("0123456789"));
    }
}
