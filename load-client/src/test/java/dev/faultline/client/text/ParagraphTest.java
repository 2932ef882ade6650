package dev.faultline.client.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParagraphTest {

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "one line|20|one line",
                "exactly twenty chars|20|exactly twenty chars",
                "exactly twenty chars.|20|exactly twenty~  chars.",
                "pass: it holds: a = 1; b = 2|14|pass: it~  holds: a =~  1; b = 2",
                // Below the text, as it stands behind a name.
                "classes   ok 1, reset 2, timeout 3|22|classes   ok 1, reset~          2, timeout 3",
                // Whoever copies an address wants all of it.
                "http://no-line-holds-this/ for 3s|20|http://no-line-holds-this/~  for 3s",
            })
    void breaksBetweenWords(String text, int width, String lines) {
        assertEquals(lines, String.join("~", Paragraph.lines(text, width)));
    }

    @Test
    void coloursTakeNoRoom() {
        String coloured = Ink.ANSI.paint(Ink.Paint.BAD, "exactly") + " twenty chars";
        assertEquals(List.of(coloured), Paragraph.lines(coloured, 20));
    }

    @Test
    void noLineIsWiderAndNoWordIsLost() {
        SplittableRandom chance = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            String text = IntStream.range(0, 1 + chance.nextInt(40))
                    .mapToObj(each -> "x".repeat(1 + chance.nextInt(63)))
                    .collect(Collectors.joining(" "));
            List<String> lines = Paragraph.lines("label: ", text, 16, 80);
            lines.forEach(line -> assertTrue(line.length() <= 80, line));
            assertEquals("label: " + text, lines.stream().map(String::strip).collect(Collectors.joining(" ")));
        }
    }

    @Test
    void whatNoColumnHoldsIsBroken() {
        assertEquals("aaaaa aaaaa aa bbbbb", Paragraph.broken("aaaaaaaaaaaa bbbbb", 5));
        assertTrue(Arrays.stream(Paragraph.broken("x".repeat(1000) + " y", 64).split(" "))
                .allMatch(word -> word.length() <= 64));
    }

    @Test
    void othersDoNotSteerTheTerminal() {
        assertEquals("a b [2Jc d", Paragraph.plain(" a\r\nb\u001b[2Jc\u009bd\u0007"));
    }
}
