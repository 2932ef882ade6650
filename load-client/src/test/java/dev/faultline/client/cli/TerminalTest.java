package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.text.Ink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed);

    @Test
    void theLastLineIsRedrawnBelowTheOthers() {
        Terminal terminal = new Terminal(out, new Terminal.Screen(true, true, Ink.NONE, 80));
        terminal.status("10%");
        terminal.status("20%");
        terminal.line("a line  ");
        terminal.status("30%");
        terminal.clear();
        terminal.clear();
        assertEquals(
                "<[10%]<[20%]<a line\n<[30%]<",
                printed.toString()
                        .replace("\r\u001b[K", "<")
                        .replace("\u001b[?7l", "[")
                        .replace("\u001b[?7h", "]")
                        .replace("\r\n", "\n"));
    }

    @Test
    void elsewhereThereAreOnlyLines() {
        Terminal terminal = new Terminal(out, Terminal.Screen.NONE);
        terminal.status("10%");
        terminal.line("a line");
        terminal.clear();
        assertEquals("a line\n", printed.toString());
    }

    /** Returns what printing to a pipe is like whose other end is closed. */
    static PrintWriter closedPipe() {
        return new PrintWriter(
                new OutputStream() {
                    @Override
                    public void write(int next) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                false,
                StandardCharsets.UTF_8);
    }

    @Test
    void thatNobodyReadsShowsWithTheFirstLine() {
        Terminal read = new Terminal(out, Terminal.Screen.NONE);
        read.line("a line");
        assertFalse(read.isUnread());
        Terminal unread = new Terminal(closedPipe(), Terminal.Screen.NONE);
        assertFalse(unread.isUnread());
        unread.line("a line");
        assertTrue(unread.isUnread());
        assertTrue(Terminal.isUnread(closedAndWritten(), Terminal.STDOUT));
    }

    private static PrintWriter closedAndWritten() {
        PrintWriter pipe = closedPipe();
        pipe.println();
        return pipe;
    }

    @Test
    void sentencesAreBrokenWhereSomebodyReadsThem() {
        Terminal terminal = new Terminal(out, new Terminal.Screen(true, true, Ink.ANSI, 20));
        terminal.sentence(Ink.Paint.BAD, "fail: not healthy after the rollback");
        assertEquals(
                "\u001b[1;31mfail\u001b[0m: not healthy\n  after the rollback\n",
                printed.toString().replace("\r\n", "\n"));
    }

    @Test
    void sentencesStayWholeWhereTheyAreSearched() {
        Terminal terminal = new Terminal(out, Terminal.Screen.NONE);
        String sentence = "fail: not healthy after the rollback" + ", and so on".repeat(20);
        terminal.sentence(Ink.Paint.BAD, sentence);
        assertEquals(sentence, printed.toString().strip());
    }

    @Test
    void besideADocumentNobodyWatchesThereIsNothing() {
        StringWriter errors = new StringWriter();
        // The build's standard error is a file or a pipe.
        Terminal terminal = Terminal.beside(true, out, new PrintWriter(errors));
        terminal.line("a line");
        assertEquals("", printed.toString());
    }
}
