package dev.faultline.load.cli;

import dev.faultline.load.text.Columns;
import dev.faultline.load.text.Ink;
import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
