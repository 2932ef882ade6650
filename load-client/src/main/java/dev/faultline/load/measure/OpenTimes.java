package dev.faultline.load.measure;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Times that can be written: a counter for each that can be told apart, about 100 KiB. Confined to one thread. */
final class OpenTimes implements Times {

    /** Three digits: a percentile is right within 0.1 %. */
    private static final int DIGITS = 3;

    /** Finer than any network; HdrHistogram takes the power of two below it, 512 ns. */
    private static final long FINEST_NANOS = 1_000;

    /** What most times stay below; the rest makes a histogram grow. */
    private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Also of a time that is longer than any attempt may take, one remains. */
    private static final long HIGHEST_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Histogram histogram = new Histogram(FINEST_NANOS, USUAL_NANOS, DIGITS);

    OpenTimes() {
        histogram.setAutoResize(true);
    }

    @Override
    public void record(long nanos) {
        histogram.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, nanos)));
    }

    @Override
    public void add(Times others) {
        if (others.count() > 0) {
            histogram.add(others.histogram());
        }
    }

    @Override
    public void subtract(Times others) {
        if (others.count() > 0) {
            histogram.subtract(others.histogram());
        }
    }

    @Override
    public void reset() {
        histogram.reset();
    }

    @Override
    public long count() {
        return histogram.getTotalCount();
    }

    @Override
    public Histogram histogram() {
        return histogram;
    }

    @Override
    public Times packed() {
        return PackedTimes.of(histogram);
    }

    @Override
    public long footprintBytes() {
        return histogram.getEstimatedFootprintInBytes();
    }
}
