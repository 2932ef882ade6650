package dev.faultline.load.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Where lines are printed. On a terminal a last line below them can be redrawn in place; elsewhere there are only
 * lines. No colours. For one thread.
 */
final class Terminal {

    /** The file descriptor of standard output. */
    static final int STDOUT = 1;

    /** The file descriptor of standard error. */
    static final int STDERR = 2;

    private static final String CLEAR = "\r\u001b[K";
    private static final int FIRST_WITH_IS_TERMINAL = 22;

    private final PrintWriter out;
    private final boolean redraws;
    private final BooleanSupplier unread;
    private String drawn = "";

    /** @param redraws whether a line can be redrawn */
    Terminal(PrintWriter out, boolean redraws) {
        this(out, redraws, out::checkError);
    }

    private Terminal(PrintWriter out, boolean redraws, BooleanSupplier unread) {
        this.out = out;
        this.redraws = redraws;
        this.unread = unread;
    }

    /** Returns where to print what goes to that file descriptor. */
    static Terminal on(PrintWriter out, int descriptor) {
        String kind = System.getenv("TERM");
        return new Terminal(
                out, kind != null && !kind.equals("dumb") && isTerminal(descriptor), () -> isUnread(out, descriptor));
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
        return watched.redraws ? watched : new Terminal(new PrintWriter(PrintWriter.nullWriter()), false);
    }

    /** Returns whether the file descriptor of this process is a terminal. */
    static boolean isTerminal(int descriptor) {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException noProcfs) {
            return hasConsole();
        }
    }

    /** macOS. Up to Java 21 there is a console only if standard input and output both are terminals; later it tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < FIRST_WITH_IS_TERMINAL) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Returns whether nobody reads any more what is printed. */
    boolean isUnread() {
        return unread.getAsBoolean();
    }

    /** Prints a line that stays. */
    void line(String text) {
        clear();
        out.println(text.stripTrailing());
        out.flush();
    }

    /** Redraws the last line, if that can be done. */
    void status(String text) {
        if (redraws && !text.equals(drawn)) {
            out.print(CLEAR + text);
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
