package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.faultline.load.text.Ink;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenTest {

    @ParameterizedTest(name = "COLUMNS {0}, the terminal says {1}: {2}")
    @CsvSource({
        ", 0, 80",
        ", 60, 60",
        ", 5, 20",
        ", 300, 80",
        "70, 60, 70",
        "0, 60, 60",
        "'', 60, 60",
        "wide, 60, 60",
        "-5, 60, 60",
        "99999999999, 60, 60",
    })
    void textsAreAsWideAsTheTerminalAndNoWiderThan80(@Nullable String variable, int asked, int columns) {
        Map<String, String> set =
                variable == null ? Map.of("TERM", "xterm") : Map.of("TERM", "xterm", "COLUMNS", variable);
        assertEquals(columns, Screen.of(true, set::get, () -> asked).columns());
    }

    @Test
    void whatIsNoTerminalIsNotAsked() {
        Map<String, String> set = Map.of("TERM", "xterm", "COLUMNS", "40");
        Screen screen = Screen.of(false, set::get, () -> {
            throw new AssertionError("asked");
        });
        assertEquals(Screen.NONE, screen);
    }

    @ParameterizedTest(name = "TERM {0}")
    @ValueSource(strings = {"dumb", ""})
    void aTerminalThatCanNothingGetsLinesOfItsWidth(String kind) {
        Map<String, String> set = Map.of("TERM", kind);
        assertEquals(new Screen(true, false, Ink.NONE, 50), Screen.of(true, set::get, () -> 50));
    }

    @Test
    void noColourStillRedraws() {
        Map<String, String> set = Map.of("TERM", "xterm", "NO_COLOR", "1");
        assertEquals(new Screen(true, true, Ink.NONE, 80), Screen.of(true, set::get, () -> 0));
    }

    @Test
    void whatIsNotOpenIsNoTerminal() {
        assertFalse(Screen.isTerminal(987_654));
        assertEquals(80, Screen.of(987_654).columns());
    }
}
