package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Observed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A percentile distribution of HdrHistogram ({@code .hgrm}), as {@code /api/stats.hgrm}, wrk2 and vegeta ({@code hdrplot})
 * write it: in each row a time in milliseconds and how many requests did not exceed it.
 */
final class PercentileTable implements FileFormat {

    private static final Pattern HEADER =
            Pattern.compile("(?m)^[ \\t]*\"?Value(?:\\(ms\\))?\"?[ \\t,]+\"?Percentile\"?[ \\t,]+\"?TotalCount\"?");

    private static final Pattern ROW = Pattern.compile(
            "[ \\t]*([0-9]{1,15}(?:\\.[0-9]{1,12})?)[ \\t,]+[0-9.]{1,30}[ \\t,]+([0-9]{1,15})(?:[ \\t,]+[^ \\t,]{1,30})?[ \\t]*");

    private static final int MOST_ROWS = 100_000;
    private static final int LONGEST_LINE = 4_096;

    @Override
    public String title() {
        return "percentile table";
    }

    @Override
    public boolean recognises(String head) {
        return HEADER.matcher(head).find();
    }

    @Override
    public void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException {
        Lines lines = new Lines(content, LONGEST_LINE);
        String line = lines.next();
        while (line != null && !HEADER.matcher(line).find()) {
            line = lines.next();
        }
        Rows rows = new Rows(JsonSummary.all(into).latency());
        for (line = lines.next(); line != null && !isEnd(line, rows.number); line = lines.next()) {
            if (!line.isBlank()) {
                rows.add(line, lines.number());
            }
        }
        Require.that(rows.number > 0, "", "must have rows", "none");
        rows.flush();
        into.note("the values of the table are read as milliseconds");
        into.note("a percentile table tells no statuses");
    }

    /** Below the table are its figures, or what else a tool has to say. */
    private static boolean isEnd(String line, int rows) {
        return line.startsWith("#") || line.startsWith("-") || (line.isBlank() && rows > 0);
    }

    /** Adds what lies between one row and the next. */
    private static final class Rows {

        private final LatencyBuckets latency;
        private int number;
        private long low;
        private long high;

        /** Up to the lower end of what is not added yet. */
        private long below;

        private long count;

        Rows(LatencyBuckets latency) {
            this.latency = latency;
        }

        void add(String line, long lineNumber) {
            Matcher row = ROW.matcher(line);
            String field = "line " + lineNumber;
            if (!row.matches()) {
                throw new InvalidValue(field, "must be a row of a percentile table", '"' + line.strip() + '"');
            }
            String value = row.group(1);
            long nanos = JsonSummary.nanos(Double.parseDouble(value), field, JsonSummary.NANOS_PER_MILLI);
            long upTo = Long.parseLong(row.group(2));
            Require.that(nanos >= high && upTo >= count, field, "must not be less than the row before", line.strip());
            Require.that(++number <= MOST_ROWS, field, "must be one of at most " + MOST_ROWS + " rows", number);
            if (number == 1) {
                // The least time is known to the digits that are written; without a count it is the bound below.
                low = upTo == 0 ? nanos : Math.max(0, nanos - unit(value));
            } else if (nanos > high) {
                flush();
            }
            high = nanos;
            count = upTo;
        }

        private static long unit(String value) {
            int point = value.indexOf('.');
            int digits = point < 0 ? 0 : value.length() - point - 1;
            return Math.max(1, Math.round(JsonSummary.NANOS_PER_MILLI / Math.pow(10, digits)));
        }

        /** Adds what is known so far. */
        void flush() {
            if (count > below) {
                latency.add(low, high, (double) count - below);
                below = count;
            }
            low = high;
        }
    }
}
