package dev.faultline.load.cli;

import dev.faultline.load.text.Ink;
import dev.faultline.load.text.Paint;
import dev.faultline.load.text.Paragraph;
import java.io.PrintWriter;
import java.util.function.BooleanSupplier;

/**
 * Where lines are printed. On a terminal a last line below them can be redrawn in place, long sentences are broken
 * between words, and what matters is coloured; elsewhere there are only lines. For one thread.
 */
final class Terminal {

    /** The file descriptor of standard output. */
    static final int STDOUT = 1;

    /** The file descriptor of standard error. */
    static final int STDERR = 2;

    private static final String CLEAR = "\r\u001b[K";

    /** What does not fit is cut off and not continued below: one may have made the window narrower meanwhile. */
    private static final String CUT = "\u001b[?7l";

    private static final String UNCUT = "\u001b[?7h";

    private final PrintWriter out;
    private final Screen screen;
    private final BooleanSupplier unread;
    private String drawn = "";

    /** Prints to what is known so much of. */
    Terminal(PrintWriter out, Screen screen) {
        this(out, screen, out::checkError);
    }

    private Terminal(PrintWriter out, Screen screen, BooleanSupplier unread) {
        this.out = out;
        this.screen = screen;
        this.unread = unread;
    }

    /** Returns where to print what goes to that file descriptor. */
    static Terminal on(PrintWriter out, int descriptor) {
        return new Terminal(out, Screen.of(descriptor), () -> isUnread(out, descriptor));
    }

    /**
     * Returns whether nobody reads any more what goes to that file descriptor: the pipe was closed, or the disk is full.
     * It shows when something is printed.
     */
    static boolean isUnread(PrintWriter out, int descriptor) {
        // The stream beneath the writer keeps its errors to itself.
        return out.checkError() || (descriptor == STDOUT ? System.out : System.err).checkError();
    }

    /**
     * Returns where to tell how it goes: standard output; beside a document that goes there, standard error if somebody
     * watches it, else nowhere.
     */
    static Terminal beside(boolean document, PrintWriter out, PrintWriter err) {
        if (!document) {
            return on(out, STDOUT);
        }
        Terminal watched = on(err, STDERR);
        return watched.screen.redraws()
                ? watched
                : new Terminal(new PrintWriter(PrintWriter.nullWriter()), Screen.NONE);
    }

    /** Returns whether nobody reads any more what is printed. */
    boolean isUnread() {
        return unread.getAsBoolean();
    }

    /** Returns whether texts are coloured here. */
    Ink ink() {
        return screen.ink();
    }

    /** Returns how many columns texts may have, at most 80. */
    int columns() {
        return screen.columns();
    }

    /** Prints a line that stays. */
    void line(String text) {
        clear();
        out.println(text.stripTrailing());
        out.flush();
    }

    /** Prints a sentence: on a terminal in lines that fit, elsewhere in one, for whoever searches it. */
    void sentence(String text) {
        if (screen.terminal()) {
            Paragraph.lines(text, screen.columns()).forEach(this::line);
        } else {
            line(text);
        }
    }

    /** Prints a sentence whose beginning, up to a colon, is coloured so. */
    void sentence(Paint paint, String text) {
        sentence(ink().lead(paint, text));
    }

    /** Redraws the last line, if that can be done. */
    void status(String text) {
        if (screen.redraws() && !text.equals(drawn)) {
            out.print(CLEAR + CUT + text + UNCUT);
            out.flush();
            drawn = text;
        }
    }

    /** Takes the last line away. */
    void clear() {
        if (!drawn.isEmpty()) {
            out.print(CLEAR);
            out.flush();
            drawn = "";
        }
    }
}
