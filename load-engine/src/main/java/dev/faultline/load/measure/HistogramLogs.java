package dev.faultline.load.measure;

import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.HdrHistogram.HistogramLogWriter;
import org.jspecify.annotations.Nullable;

/**
 * Adds up histogram logs, as {@link WindowWriter.HistogramLog} writes them: the intervals of all clients that began in the
 * same second become one, for each tag. Nothing is lost. Holds one interval of each log, however long they are.
 */
public final class HistogramLogs {

    private static final double MILLIS = 1_000;

    private HistogramLogs() {}

    /**
     * A log.
     *
     * @param name by which it is complained about
     * @param content whose intervals begin later and later; is not closed
     */
    public record Log(String name, InputStream content) {}

    /** Reads a log, interval by interval. */
    private static final class Cursor {

        private final Log log;
        private final HistogramLogReader reader;
        private @Nullable Histogram next;

        Cursor(Log log) {
            this.log = log;
            this.reader = new HistogramLogReader(log.content());
            advance();
        }

        /** Returns the second in which the next interval begins, since 1970; the largest number after the last. */
        long second() {
            return next == null ? Long.MAX_VALUE : Math.floorDiv(next.getStartTimeStamp(), (long) MILLIS);
        }

        void advance() {
            try {
                EncodableHistogram read = reader.hasNext() ? reader.nextIntervalHistogram() : null;
                if (read != null && !(read instanceof Histogram)) {
                    throw broken();
                }
                next = (Histogram) read;
            } catch (IllegalArgumentException
                    | IndexOutOfBoundsException
                    | BufferUnderflowException
                    | NoSuchElementException e) {
                throw broken();
            }
        }

        private InvalidValue broken() {
            return new InvalidValue(log.name(), "must be a histogram log", "something else");
        }
    }

    /**
     * Writes the sum of the logs.
     *
     * @throws InvalidValue naming the log that is none, or has no intervals
     */
    public static void merge(List<Log> logs, OutputStream out) throws IOException {
        List<Cursor> cursors = new ArrayList<>();
        for (Log log : logs) {
            Cursor cursor = new Cursor(log);
            if (cursor.next == null) {
                throw cursor.broken();
            }
            cursors.add(cursor);
        }
        PrintStream print = new PrintStream(out, false, StandardCharsets.US_ASCII);
        HistogramLogWriter writer = new HistogramLogWriter(print);
        long second = first(cursors);
        header(writer, second * (long) MILLIS);
        while (second != Long.MAX_VALUE) {
            for (Histogram sum : sums(cursors, second).values()) {
                writer.outputIntervalHistogram(sum);
            }
            second = first(cursors);
        }
        // A PrintStream swallows failures; asking for them also flushes.
        if (print.checkError()) {
            throw new IOException("the histogram log can't be written");
        }
    }

    private static long first(List<Cursor> cursors) {
        return cursors.stream().mapToLong(Cursor::second).min().orElse(Long.MAX_VALUE);
    }

    /** Takes what begins in that second, and returns the sums by their tags. */
    private static Map<String, Histogram> sums(List<Cursor> cursors, long second) {
        Map<String, Histogram> sums = new TreeMap<>();
        for (Cursor cursor : cursors) {
            while (cursor.next != null && cursor.second() == second) {
                Histogram more = cursor.next;
                String tag = more.getTag() == null ? "" : more.getTag();
                Histogram sum = sums.get(tag);
                if (sum == null) {
                    more.setAutoResize(true);
                    sums.put(tag, more);
                } else {
                    sum.add(more);
                    sum.setStartTimeStamp(Math.min(sum.getStartTimeStamp(), more.getStartTimeStamp()));
                    sum.setEndTimeStamp(Math.max(sum.getEndTimeStamp(), more.getEndTimeStamp()));
                }
                cursor.advance();
            }
        }
        return sums;
    }

    private static void header(HistogramLogWriter writer, long beganMillis) {
        writer.outputComment(
                "[Latency from the intended time, in nanoseconds; one tag for each class; of several clients]");
        writer.outputLogFormatVersion();
        writer.outputBaseTime(beganMillis);
        writer.setBaseTime(beganMillis);
        writer.outputStartTime(beganMillis);
        writer.outputLegend();
    }
}
