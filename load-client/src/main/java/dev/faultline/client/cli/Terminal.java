package dev.faultline.client.cli;

import dev.faultline.client.text.Columns;
import dev.faultline.client.text.Ink;
import dev.faultline.client.text.Paragraph;
import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
    void sentence(Ink.Paint paint, String text) {
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

    /**
     * What is known of the terminal that something goes to.
     *
     * @param terminal whether it is one, so that somebody reads along
     * @param redraws whether a line can be drawn again
     * @param ink whether it is coloured; without a terminal too if that is asked for
     * @param columns how wide texts may be, from 20 to 80
     */
    record Screen(boolean terminal, boolean redraws, Ink ink, int columns) {

        /** Lines go to a file or a pipe. */
        static final Screen NONE = new Screen(false, false, Ink.NONE, Columns.WIDEST);

        private static final int NARROWEST = 20;
        private static final long PATIENCE_MILLIS = 500;
        private static final int FIRST_WITH_IS_TERMINAL = 22;
        private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,5})");
        private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
        private static final Path DEVICE = Path.of("/dev/tty");

        /** Returns what is known of that file descriptor of this process. It may wait for half a second. */
        static Screen of(int descriptor) {
            return of(isTerminal(descriptor), System::getenv, () -> askedFor(descriptor));
        }

        /**
         * Returns what the environment says of it.
         *
         * @param variables returns the value of a variable, null if it is not set
         * @param width asks the terminal for its width; returns 0 if it does not tell
         */
        static Screen of(boolean terminal, Function<String, @Nullable String> variables, IntSupplier width) {
            String kind = variables.apply("TERM");
            boolean redraws = terminal && kind != null && !kind.isEmpty() && !kind.equals("dumb");
            int columns = terminal ? columns(variables.apply("COLUMNS"), width) : Columns.WIDEST;
            return new Screen(terminal, redraws, Ink.of(terminal, variables), columns);
        }

        private static int columns(@Nullable String said, IntSupplier asked) {
            int columns = said != null && NUMBER.matcher(said).matches() ? Integer.parseInt(said) : 0;
            columns = columns > 0 ? columns : asked.getAsInt();
            return columns > 0 ? Math.max(NARROWEST, Math.min(Columns.WIDEST, columns)) : Columns.WIDEST;
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

        /** Java can't ask a terminal for its size; {@code stty} can, on any system that has terminals. */
        private static int askedFor(int descriptor) {
            try {
                Path own = Path.of("/proc/self/fd/" + descriptor);
                return asked((Files.exists(own) ? own.toRealPath() : DEVICE).toFile());
            } catch (IOException unknown) {
                return 0;
            }
        }

        private static int asked(File device) throws IOException {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(device)
                    .redirectError(Redirect.DISCARD)
                    .start();
            try (BufferedReader answer = stty.inputReader()) {
                if (!stty.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return 0;
                }
                String line = answer.readLine();
                Matcher size = SIZE.matcher(line == null ? "" : line);
                return size.matches() ? Integer.parseInt(size.group(1)) : 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return 0;
            } finally {
                stty.destroyForcibly();
            }
        }
    }

    /** How far something has come whose end is known, as a bar. */
    static final class ProgressBar {

        private static final int WIDEST = 40;
        private static final int NARROWEST = 4;

        /** What stands beside the bar: {@code 100%  23h59m left []}, and the column where a cursor waits. */
        private static final int BESIDE = 22;

        private static final double PERCENT = 100;

        private ProgressBar() {}

        /**
         * Returns the bar, such as {@code 50% 20s left [####----]}. What matters most is first: a window may become narrower
         * while the bar stands there, and cut off its end.
         *
         * @param columns how wide it may be; from 26 it fits
         */
        static String bar(Duration passed, Duration length, int columns) {
            int width = Math.max(NARROWEST, Math.min(WIDEST, columns - BESIDE));
            double part = Math.max(0, Math.min(1, (double) passed.toNanos() / Math.max(1, length.toNanos())));
            int full = (int) (part * width);
            // Rounded up: there is no time left only at the end.
            long left = Math.max(
                    0, length.minus(passed).plusSeconds(1).minusNanos(1).toSeconds());
            return String.format(
                    Locale.ROOT,
                    "%3d%% %7s left [%s%s]",
                    (int) (part * PERCENT),
                    time(left),
                    "#".repeat(full),
                    "-".repeat(width - full));
        }

        private static String time(long seconds) {
            if (seconds < 60) {
                return seconds + "s";
            }
            return seconds < 3600
                    ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                    : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
        }
    }
}
