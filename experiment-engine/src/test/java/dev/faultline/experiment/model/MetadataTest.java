package dev.faultline.experiment.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {

    @ParameterizedTest
    @ValueSource(strings = {"a b", "na\u00efve caf\u00e9", "\u65e5\u672c\u8a9e", "chaos \uD83D\uDCA5", "a\u200db"})
    void aLineOfAnyLanguageIsATitle(String title) {
        assertEquals(title, new Metadata(title, "two\nlines", List.of(title)).title());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\n",
                "a\rb",
                "a\tb",
                "a\u0000",
                "\u001b[2J",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "\uD83D",
                "a\uDCA5"
            })
    void whatBreaksOutOfALineIsRefused(String text) {
        InvalidValue title = assertThrows(InvalidValue.class, () -> new Metadata(text, null, List.of()));
        assertEquals("title", title.field());
        InvalidValue tag = assertThrows(InvalidValue.class, () -> new Metadata("t", null, List.of("a", text)));
        assertEquals("tags[1]", tag.field());
    }

    @Test
    void theMessageSaysWhatAndWhere() {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> new Metadata("one\ntwo", null, List.of()));
        assertEquals(
                "title must be one line without control characters, was U+000A as character 4", invalid.getMessage());
    }
}
