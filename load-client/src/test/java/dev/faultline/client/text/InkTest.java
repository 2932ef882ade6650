package dev.faultline.client.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InkTest {

    @ParameterizedTest(name = "terminal {0}, {1}: {2}")
    @CsvSource({
        "true, TERM=xterm, ANSI",
        "true, TERM=linux, ANSI",
        "true, TERM=dumb, NONE",
        "true, TERM=, NONE",
        "true, , NONE",
        "false, TERM=xterm, NONE",
        "false, , NONE",
        // Present and empty is as if it were not set, whatever it holds else forbids.
        "true, TERM=xterm NO_COLOR=, ANSI",
        "true, TERM=xterm NO_COLOR=1, NONE",
        "true, TERM=xterm NO_COLOR=0, NONE",
        "true, TERM=xterm NO_COLOR=false, NONE",
        "true, TERM=dumb NO_COLOR=, NONE",
        "true, TERM=dumb NO_COLOR=1, NONE",
        "false, TERM=xterm NO_COLOR=, NONE",
        "false, TERM=xterm NO_COLOR=1, NONE",
        "false, TERM=dumb NO_COLOR=1, NONE",
        // Forced, but not against NO_COLOR.
        "false, CLICOLOR_FORCE=1, ANSI",
        "false, FORCE_COLOR=1, ANSI",
        "false, FORCE_COLOR=3 TERM=dumb, ANSI",
        "false, CLICOLOR_FORCE=0, NONE",
        "false, CLICOLOR_FORCE=, NONE",
        "true, FORCE_COLOR=0 TERM=xterm, ANSI",
        "true, FORCE_COLOR=1 CLICOLOR_FORCE=1 TERM=xterm NO_COLOR=1, NONE",
        "true, TERM=xterm CLICOLOR=0, NONE",
        "true, TERM=xterm CLICOLOR=1, ANSI",
        "false, TERM=xterm CLICOLOR=1, NONE",
    })
    void theEnvironmentDecides(boolean terminal, @Nullable String variables, Ink expected) {
        Map<String, String> set = Arrays.stream((variables == null ? "" : variables).split(" "))
                .filter(each -> !each.isEmpty())
                .map(each -> each.split("=", -1))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        assertEquals(expected, Ink.of(terminal, set::get));
    }

    @Test
    void whatIsPaintedCanBeReadWithoutColours() {
        for (Ink.Paint paint : Ink.Paint.values()) {
            assertEquals("text", Ink.NONE.paint(paint, "text"));
            String coloured = Ink.ANSI.paint(paint, "text");
            assertEquals("text", coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
            assertEquals(paint != Ink.Paint.PLAIN, coloured.endsWith("\u001b[0m"));
            // 30 to 37 are the reader's own; 38 and 48 would choose for them. Red never stands against green.
            assertFalse(coloured.matches("(?s).*\u001b\\[[0-9;]*(38|48|32);?.*"), coloured);
            assertEquals("", Ink.ANSI.paint(paint, ""));
        }
    }

    @Test
    void theBeginningOfASentenceIsPainted() {
        assertEquals("\u001b[1;31mfail\u001b[0m: a: b", Ink.ANSI.lead(Ink.Paint.BAD, "fail: a: b"));
        assertEquals("no colon", Ink.ANSI.lead(Ink.Paint.BAD, "no colon"));
        assertEquals("fail: a", Ink.NONE.lead(Ink.Paint.BAD, "fail: a"));
    }
}
