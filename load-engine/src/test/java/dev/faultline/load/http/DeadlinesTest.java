package dev.faultline.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.engine.SimulatedLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

    private static final long TIMEOUT = 1_000;

    private final SimulatedLoop loop = new SimulatedLoop();
    private final Deadlines deadlines = new Deadlines(loop, TIMEOUT);

    private final class Entry extends Deadlines.Entry {
        private final long dispatched = loop.nanoTime();
        private long timedOut = -1;

        @Override
        void timeOut() {
            timedOut = loop.nanoTime();
            // As an attempt does when it ends.
            deadlines.remove(this);
        }
    }

    /** Against the plain rule: what is not removed within the time-out ends exactly then. */
    @Test
    void everyEntryTimesOutAtItsDeadlineUnlessItWasRemoved() {
        SplittableRandom random = new SplittableRandom(5);
        List<Entry> all = new ArrayList<>();
        List<Entry> removed = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            loop.runUntil(loop.nanoTime() + random.nextInt(20));
            Entry entry = new Entry();
            deadlines.add(entry, loop.nanoTime());
            all.add(entry);
            if (random.nextInt(3) > 0) {
                Entry some = all.get(all.size() - 1 - random.nextInt(Math.min(all.size(), 50)));
                if (some.timedOut < 0) {
                    deadlines.remove(some);
                    deadlines.remove(some);
                    removed.add(some);
                }
            }
        }
        loop.runUntil(loop.nanoTime() + TIMEOUT);
        for (Entry entry : all) {
            assertEquals(removed.contains(entry) ? -1 : entry.dispatched + TIMEOUT, entry.timedOut);
        }
    }
}
