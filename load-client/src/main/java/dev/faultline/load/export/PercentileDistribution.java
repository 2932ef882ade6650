package dev.faultline.load.export;

import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The latency of all attempts of a window as a percentile distribution ({@code .hgrm}), in milliseconds, as wrk2 prints
 * it and the plotter of HdrHistogram reads it. For one thread.
 */
public final class PercentileDistribution {

    private static final int TICKS_PER_HALF_DISTANCE = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Appendable out;

    /** Writes nothing yet. */
    public PercentileDistribution(Appendable out) {
        this.out = out;
    }

    /** Appends the distribution of that window; a file holds one. */
    public void write(Window window) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream print = new PrintStream(bytes, false, StandardCharsets.US_ASCII)) {
            window.tally()
                    .select(Scope.ATTEMPTS)
                    .latency()
                    .histogram()
                    .outputPercentileDistribution(print, TICKS_PER_HALF_DISTANCE, NANOS_PER_MILLI);
        }
        out.append(bytes.toString(StandardCharsets.US_ASCII));
    }
}
