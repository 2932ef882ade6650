package dev.faultline.client.text;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Writes one line an interval while a load runs, for {@code kubectl logs -f}, and what its columns are whenever a load
 * begins. The windows come from one thread.
 */
public final class LoadLog implements Consumer<Window> {

    /** Windows are a second and a bit: an interval is over when the next one would go beyond it by half. */
    private static final long HALF_SECOND = Duration.ofMillis(500).toNanos();

    private final long intervalNanos;
    private final BooleanSupplier running;
    private final Consumer<String> lines;
    private final IntervalLine line = new IntervalLine();
    private final Tally sum = new Tally();
    private Instant began = Instant.EPOCH;
    private long startNanos;
    private boolean open;
    private boolean headed;

    /**
     * @param interval how long a line speaks of
     * @param running whether a load runs
     * @param lines takes the lines
     */
    public LoadLog(Duration interval, BooleanSupplier running, Consumer<String> lines) {
        this.intervalNanos = interval.toNanos();
        this.running = running;
        this.lines = lines;
    }

    @Override
    public void accept(Window window) {
        boolean runs = running.getAsBoolean();
        boolean empty = window.tally().arrivals() == 0 && window.tally().sent() == 0;
        if (!runs && empty && !open) {
            headed = false;
            return;
        }
        if (!open) {
            open = true;
            began = window.began();
            startNanos = window.startNanos();
        }
        sum.add(window.tally());
        boolean full = window.endNanos() - startNanos > intervalNanos - HALF_SECOND;
        if (full || (!runs && empty)) {
            write(window.endNanos());
        }
    }

    private void write(long endNanos) {
        open = false;
        Window interval = new Window(began, startNanos, endNanos, sum);
        if (!headed) {
            headed = true;
            line.reset();
            lines.accept(IntervalLine.HEADER);
        }
        lines.accept(line.of(interval));
        sum.reset();
    }
}
