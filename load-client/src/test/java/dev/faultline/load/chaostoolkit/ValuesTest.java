package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.wire.InvalidValue;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each row was put to chaoslib's own {@code substitute} too. */
class ValuesTest {

    private static final Values VALUES = new Values(Map.of(
            "port", json("8080"),
            "on", json("true"),
            "none", json("null"),
            "ratio", json("0.5"),
            "all", json("[1]"),
            "_x1", json("\"y\"")));

    private static JsonNode json(String text) {
        return HttpAnswer.parsed(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "${port}"               | 8080
            "$port"                 | "8080"
            "http://h:${port}/"     | "http://h:8080/"
            "${port}${port}"        | "80808080"
            "${on}"                 | true
            "is ${on}"              | "is True"
            "is ${none}"            | "is None"
            "${ratio}"              | 0.5
            "${all}"                | [1]
            "${_x1}"                | "y"
            "${gone}"               | "${gone}"
            "a $gone b"             | "a $gone b"
            "$$port"                | "$port"
            "$$"                    | "$"
            "^ok$"                  | "^ok$"
            "$.a.b"                 | "$.a.b"
            "$[0]"                  | "$[0]"
            "${a b}"                | "${a b}"
            "${}"                   | "${}"
            {"a":["${port}",{"b":"$on"}],"${port}":1} | {"a":[8080,{"b":"True"}],"${port}":1}
            7                       | 7
            """)
    void substitutionIsThatOfChaostoolkit(String written, String filled) {
        assertEquals(json(filled), VALUES.fill(json(written)));
    }

    @Test
    void aListWithinATextIsRefused() {
        assertThrows(InvalidValue.class, () -> VALUES.fill(json("\"x ${all}\"")));
    }
}
