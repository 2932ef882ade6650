package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.faultline.client.text.Ink;
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
        assertEquals(columns, Terminal.Screen.of(true, set::get, () -> asked).columns());
    }

    @Test
    void whatIsNoTerminalIsNotAsked() {
        Map<String, String> set = Map.of("TERM", "xterm", "COLUMNS", "40");
        Terminal.Screen screen = Terminal.Screen.of(false, set::get, () -> {
            throw new AssertionError("asked");
        });
        assertEquals(Terminal.Screen.NONE, screen);
    }

    @ParameterizedTest(name = "TERM {0}")
    @ValueSource(strings = {"dumb", ""})
    void aTerminalThatCanNothingGetsLinesOfItsWidth(String kind) {
        Map<String, String> set = Map.of("TERM", kind);
        assertEquals(new Terminal.Screen(true, false, Ink.NONE, 50), Terminal.Screen.of(true, set::get, () -> 50));
    }

    @Test
    void noColourStillRedraws() {
        Map<String, String> set = Map.of("TERM", "xterm", "NO_COLOR", "1");
        assertEquals(new Terminal.Screen(true, true, Ink.NONE, 80), Terminal.Screen.of(true, set::get, () -> 0));
    }

    @Test
    void whatIsNotOpenIsNoTerminal() {
        assertFalse(Terminal.Screen.isTerminal(987_654));
        assertEquals(80, Terminal.Screen.of(987_654).columns());
    }
}
