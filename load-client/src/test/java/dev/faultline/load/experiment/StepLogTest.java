package dev.faultline.load.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepLogTest {

    /** Does nothing for so many levels. */
    private static StepLog after(int levels) {
        StepLog log = new StepLog(() -> 1);
        IntStream.range(0, levels).forEach(level -> {
            try {
                log.run(0, (double) level, () -> {});
            } catch (Aborted e) {
                throw new AssertionError(e);
            }
        });
        return log;
    }

    private static List<Double> levels(StepLog log) {
        return log.results().stream().map(StepResult::level).toList();
    }

    @Test
    void theOldestAreLeftOutAndCounted() {
        assertEquals(0, after(StepLog.MOST).leftOut());
        StepLog log = after(StepLog.MOST + 3);
        assertEquals(3, log.leftOut());
        assertEquals(
                DoubleStream.iterate(3, level -> level + 1)
                        .limit(StepLog.MOST)
                        .boxed()
                        .toList(),
                levels(log));
    }
}
