package dev.faultline.load.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/** Asks again and again until something is decided or the time is over. */
final class SloWait {

    private static final Duration BETWEEN = Duration.ofSeconds(1);

    private final LongSupplier nanos;
    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {
        /** Returns after that time. */
        void pass(Duration duration) throws InterruptedException;
    }

    /** What is asked. */
    @FunctionalInterface
    interface Ask extends Callable<SloAnswered> {
        @Override
        SloAnswered call() throws InterruptedException;
    }

    /** @param nanos a monotonic clock */
    SloWait(LongSupplier nanos, Pause pause) {
        this.nanos = nanos;
        this.pause = pause;
    }

    /** Returns the first answer that decides, else the last before the time was over; it asks once at least. */
    SloAnswered await(Duration atMost, Ask ask) throws InterruptedException {
        long start = nanos.getAsLong();
        SloAnswered answer = ask.call();
        while (!answer.isDecided() && nanos.getAsLong() - start < atMost.toNanos()) {
            pause.pass(BETWEEN);
            answer = ask.call();
        }
        return answer;
    }
}
