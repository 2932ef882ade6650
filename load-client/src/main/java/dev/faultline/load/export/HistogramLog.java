package dev.faultline.load.export;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Selection;
import dev.faultline.load.measure.Window;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * Windows as a histogram log (HdrHistogram's format 1.3): for each window one line a class that occurred, tagged with
 * it. The histograms hold nanoseconds, the column of the largest is milliseconds, as HistogramLogProcessor and jHiccup
 * have it; logs of several clients add up without loss. For one thread.
 */
public final class HistogramLog {

    private final PrintStream out;
    private final HistogramLogWriter log;
    private boolean begun;

    /** Writes nothing yet: the head tells when the first window began. */
    public HistogramLog(OutputStream out) {
        this.out = new PrintStream(out, false, StandardCharsets.US_ASCII);
        this.log = new HistogramLogWriter(this.out);
    }

    /** Appends the lines of that window, and hands all to the stream. */
    public void write(Window window) throws IOException {
        if (!begun) {
            begun = true;
            head(window.began());
        }
        long start = window.began().toEpochMilli();
        for (ResultClass resultClass : ResultClass.values()) {
            Selection selection = window.tally().select(new Scope.In(resultClass));
            if (selection.samples() > 0) {
                Histogram latency = selection.latency().histogram();
                latency.setTag(resultClass.wire());
                latency.setStartTimeStamp(start);
                latency.setEndTimeStamp(start + TimeUnit.NANOSECONDS.toMillis(window.endNanos() - window.startNanos()));
                log.outputIntervalHistogram(latency);
            }
        }
        // A PrintStream keeps its failure to itself; asking also flushes.
        if (out.checkError()) {
            throw new IOException("the histogram log can't be written");
        }
    }

    private void head(Instant began) {
        log.outputComment("[Latency from the intended time, in nanoseconds; one tag for each class]");
        log.outputLogFormatVersion();
        log.outputBaseTime(began.toEpochMilli());
        log.setBaseTime(began.toEpochMilli());
        log.outputStartTime(began.toEpochMilli());
        log.outputLegend();
    }
}
