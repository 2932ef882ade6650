package dev.faultline.client.cli;

import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowWriter.CsvWriter;
import dev.faultline.load.measure.WindowWriter.HistogramLog;
import dev.faultline.load.measure.WindowWriter.PercentileDistribution;
import dev.faultline.platform.wire.InvalidValue;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that figures are written to. They are opened before anything is sent: a load that nobody can read of later
 * is not worth sending. A disk that fails meanwhile costs that file, and is told once. Threadsafe.
 */
final class Exports implements AutoCloseable {

    private final PrintWriter errors;
    private final List<Sheet> eachSecond = new ArrayList<>();
    private @Nullable Sheet whole;

    /** Writes a window. */
    private interface Format {
        void write(Window window) throws IOException;
    }

    /** A file that is open, and how windows are written to it; closed after a failure. */
    private record Sheet(String option, Path path, Closeable out, Format format) {}

    private Exports(PrintWriter errors) {
        this.errors = errors;
    }

    /**
     * Opens the files.
     *
     * @param errors is told what can't be written later
     * @throws InvalidValue naming the option whose file can't be written
     */
    static Exports open(AttackOptions.Outputs files, PrintWriter errors) {
        Exports exports = new Exports(errors);
        if (files.csv != null) {
            Path path = files.csv;
            exports.eachSecond.add(opened("--csv", path, () -> {
                Writer writer = Files.newBufferedWriter(path);
                return new Sheet("--csv", path, writer, new CsvWriter(writer)::write);
            }));
        }
        if (files.hlog != null) {
            Path path = files.hlog;
            exports.eachSecond.add(opened("--hlog", path, () -> {
                OutputStream stream = new BufferedOutputStream(Files.newOutputStream(path));
                return new Sheet("--hlog", path, stream, new HistogramLog(stream)::write);
            }));
        }
        if (files.hgrm != null) {
            Path path = files.hgrm;
            exports.whole = opened("--hgrm", path, () -> {
                Writer writer = Files.newBufferedWriter(path);
                return new Sheet("--hgrm", path, writer, new PercentileDistribution(writer)::write);
            });
        }
        return exports;
    }

    private interface Opening {
        Sheet open() throws IOException;
    }

    private static Sheet opened(String option, Path path, Opening opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            throw new InvalidValue(option, "must be a file that can be written", path, e);
        }
    }

    /** Returns whether any file wants each second. */
    boolean wantsSeconds() {
        return !eachSecond.isEmpty();
    }

    /** Writes a second. */
    synchronized void second(Window window) {
        eachSecond.removeIf(sheet -> !written(sheet, window));
    }

    /** Writes all that was counted. */
    synchronized void whole(Window window) {
        if (whole != null && !written(whole, window)) {
            whole = null;
        }
    }

    private boolean written(Sheet sheet, Window window) {
        try {
            sheet.format().write(window);
            return true;
        } catch (IOException e) {
            tell(sheet, e);
            return false;
        }
    }

    private void tell(Sheet sheet, IOException e) {
        errors.println(sheet.option() + " " + sheet.path() + " is not whole: " + e.getMessage());
        errors.flush();
    }

    @Override
    public synchronized void close() {
        List<Sheet> open = new ArrayList<>(eachSecond);
        if (whole != null) {
            open.add(whole);
        }
        eachSecond.clear();
        whole = null;
        for (Sheet sheet : open) {
            try {
                sheet.out().close();
            } catch (IOException e) {
                tell(sheet, e);
            }
        }
    }
}
