package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "/a; /a; true",
                "/a; /a/b; false",
                "/a; x/a; false",
                "/a.*; /a/b; true",
                "/users/[0-9]+; /users/42; true",
                "/users/[0-9]+; /users/42/x; false",
                "/(a|b)/c; /b/c; true",
                "(?i)/A; /a; true",
                "/\\d{3}; /123; true",
                "/\\pL+; /ä; true",
            })
    void matchesWholePaths(String expression, String path, boolean matches) {
        Regex.check("pathRegex", expression);
        assertEquals(matches, Regex.compile(expression).test(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a)\\1",
                "(?<x>a)\\k<x>",
                "a(?=b)",
                "a(?!b)",
                "(?<=a)b",
                "(?<!a)b",
                "(?>a)",
                "a++",
                "(",
                ")",
                "[",
                "*",
                "a{2,1}",
                "a{1001}",
                "(?",
                "(?P<",
                "\\",
                "[[:x:]]",
                "\\8",
                "(?z)",
                "[b-a]",
                "a**",
                "\\pX",
                "(?i",
            })
    void refusesWhatRe2LeavesOut(String expression) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> Regex.check("pathRegex", expression));
        assertEquals("pathRegex", invalid.field());
        assertEquals("must be a regular expression of RE2, without back references and look-around", invalid.rule());
        assertFalse(invalid.value().isEmpty());
    }

    @Test
    void aTextThatIsTooLongMatchesNone() {
        assertTrue(Regex.compile("/.*").test("/" + "a".repeat(4095)));
        assertFalse(Regex.compile("/.*").test("/" + "a".repeat(4096)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*a){20}", "(x+x+)+y"})
    void catastrophicExpressionsAreNone(String expression) {
        // Linear by construction; a machine that tracks back would not end within the life of the universe.
        Regex.check("pathRegex", expression);
        assertFalse(Regex.compile(expression).test("/" + "a".repeat(4000) + "!"));
    }

    @Test
    void aLongPathStillMatches() {
        assertTrue(Regex.compile("/(a+)+").test("/" + "a".repeat(4000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"((((a{30}){30}){30}){30}){30}", "(((a{100}){100}){100}){100}", "((a{1000}){1000}){1000}"})
    void refusesExpressionsThatWouldFillTheMemory(String expression) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> Regex.check("pathRegex", expression));
        assertEquals("pathRegex", invalid.field());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverIsWrittenIsAnExpressionOrRefusedByName(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "ab(((()))[[]]{},*+?|\\^$.-:=!<>PQEpLdwxi019 \ud83d\ude00/";
        for (int i = 0; i < 5_000; i++) {
            String expression = random.ints(random.nextInt(12), 0, alphabet.length())
                    .mapToObj(at -> alphabet.substring(at, at + 1))
                    .collect(Collectors.joining());
            try {
                Regex.check("pathRegex", expression);
                assertDoesNotThrow(() -> Regex.compile(expression).test("/ab(01"), expression);
            } catch (InvalidValue e) {
                assertEquals("pathRegex", e.field());
            }
        }
    }
}
