package dev.faultline.platform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is YAML and what is JSON, and that neither is read as something else. */
class WireYamlTest {

    private final StrictReader reader = WireYaml.reader();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: &t \"Bearer abc\"\nb: *t' | line 2, column 4",
                "'a: &t {x: 1}\nb:\n  <<: *t' | line 3, column 7",
                "'a: &t [1]\nb: [2, *t]' | line 2, column 8",
                "'a: *t' | line 1, column 4",
                "'{\"a\": &t x, \"b\": *t}' | line 1, column 18",
                "'a: &t x\n---\nb: *t' | line 3, column 4",
            })
    void aliasesAreRefusedWithTheirPlace(String document, String place) {
        String complaint =
                "the document must be well formed, was broken at " + place + ": aliases such as *t are not taken";
        byte[] bytes = bytes(document.replace("\\n", "\n"));
        InvalidValue refused = assertThrows(InvalidValue.class, () -> reader.trees(bytes));
        assertTrue(String.valueOf(refused.getMessage()).startsWith(complaint), refused::getMessage);
    }

    @Test
    void anAliasIsNoName() {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> reader.tree(bytes("a: &t x\n*t : y")));
        assertTrue(refused.value().startsWith("broken at line 2, column 3"), refused.value());
    }

    @Test
    void anAnchorAloneChangesNothing() {
        assertEquals("{\"a\":\"x\"}", reader.tree(bytes("a: &t x")).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\t\"a\"\t:\t1\n\t}",
                "\t{\"a\": 1}",
                "\uFEFF{\"a\": 1}",
                "{\"a\": \"\\/\\u007f\u007f\"}",
                "{\"a\":\"x\",\"b\":{}}",
                "{\"a\": \"\\ud83d\\ude00\"}",
                "{\"a\": \"*t\", \"b\": \"&t\", \"c\": \"yes\", \"d\": 1e3}",
                "[{\"a\":\t1}]",
            })
    void whatJsonAllowsIsRead(String document) throws Exception {
        assertEquals(WireJson.mapper().readTree(bytes(document)), reader.tree(bytes(document)));
        String longKey = "{\"" + "k".repeat(3_000) + "\": 1}";
        assertEquals(1, reader.tree(bytes(longKey)).size());
    }

    @Test
    void whatBeginsAsJsonMayStillBeYaml() {
        assertEquals("{\"a\":\"b\"}", reader.tree(bytes("{a: b} # a comment")).toString());
        assertEquals(2, reader.trees(bytes("{a: b}\n---\nc: d\n")).size());
        assertEquals(List.of(), reader.trees(bytes("# nothing\n---\n")));
    }

    @Test
    void aComplaintIsThatOfTheSyntaxThatWasUnderstoodFurther() {
        InvalidValue json = assertThrows(InvalidValue.class, () -> reader.tree(bytes("{\n\t\"a\": 1,\n\t\"b\" 2}")));
        assertTrue(json.value().startsWith("broken at line 3"), json.value());
        InvalidValue yaml = assertThrows(InvalidValue.class, () -> reader.tree(bytes("{a: b,\nc: d,\ne: }]")));
        assertTrue(yaml.value().startsWith("broken at line 3"), yaml.value());
    }
}
