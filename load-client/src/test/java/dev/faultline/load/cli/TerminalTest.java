package dev.faultline.load.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        Terminal terminal = new Terminal(out, true);
        terminal.status("10%");
        terminal.status("20%");
        terminal.line("a line  ");
        terminal.status("30%");
        terminal.clear();
        terminal.clear();
        assertEquals(
                "<10%<20%<a line\n<30%<",
                printed.toString().replace("\r\u001b[K", "<").replace("\r\n", "\n"));
    }

    @Test
    void elsewhereThereAreOnlyLines() {
        Terminal terminal = new Terminal(out, false);
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
        Terminal read = new Terminal(out, false);
        read.line("a line");
        assertFalse(read.isUnread());
        Terminal unread = new Terminal(closedPipe(), false);
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
    void whatIsNotOpenIsNoTerminal() {
        assertFalse(Terminal.isTerminal(987_654));
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
