package dev.faultline.platform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {

    private static final String SMILE = "\uD83D\uDE00";

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "'', 3, ''",
        "abc, 3, abc",
        "abcd, 3, abc...",
        "ab\uD83D\uDE00, 4, ab\uD83D\uDE00",
        "ab\uD83D\uDE00, 3, ab...",
        "ab\uD83D\uDE00c, 4, ab\uD83D\uDE00...",
        "\uD83D\uDE00\uD83D\uDE00, 1, ...",
    })
    void itIsCutBetweenCharacters(String text, int most, String expected) {
        assertEquals(expected, Excerpt.of(text, most));
    }

    @Test
    void halfACharacterIsReplaced() {
        assertEquals("a\uFFFDb", Excerpt.wellFormed("a\uD83Db"));
        assertEquals("\uFFFD", Excerpt.wellFormed("\uDE00"));
        assertEquals("\uFFFD\uFFFD", Excerpt.wellFormed("\uDE00\uD83D"));
        assertEquals(SMILE, Excerpt.wellFormed(SMILE));
        assertEquals("a\uFFFD...", Excerpt.of("a\uD83Dbc", 2));
    }

    @Test
    void aComplaintCanBeWrittenDownWhateverItIsAbout() {
        InvalidValue cut = new InvalidValue("f", "must be short", "x".repeat(79) + SMILE + "y");
        assertEquals("f must be short, was " + "x".repeat(79) + "...", cut.getMessage());
        assertEquals(cut.value(), cut.within("a").at(new Position(1, 1)).value(), "it is cut once");
        String half = new InvalidValue("f\uD83D", "must be text", "\uD83D").getMessage();
        assertEquals("f\uFFFD must be text, was \uFFFD", half);
        assertEquals(half, new String(half.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }
}
