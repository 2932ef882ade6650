package dev.faultline.experiment.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private long nowNanos = -1;

    private final RetryPolicy lasting = RetryPolicy.lasting(() -> nowNanos);

    private void after(long seconds) {
        nowNanos = -1 + Duration.ofSeconds(seconds).toNanos();
    }

    @ParameterizedTest(name = "try {1} after {0} s: {2}")
    @CsvSource({"0, 1, true", "0, 100, true", "29, 29, true", "30, 2, true", "30, 3, false", "600, 1, true"})
    void whatWasLeftBehindIsTriedForSomeTimeAndSomeTimes(long seconds, int tries, boolean more) {
        after(seconds);
        assertEquals(more, lasting.lasts("the injector", tries));
    }

    @Test
    void whereItHasGivenUpItDoesNotTryAgain() {
        after(30);
        assertFalse(lasting.lasts("the injector", 3));
        assertFalse(lasting.lasts("the injector", 1));
        assertTrue(lasting.lasts("another", 1));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "3, false"})
    void anExperimentTriesEachUndoAlike(int tries, boolean more) {
        RetryPolicy brief = RetryPolicy.brief();
        assertFalse(brief.lasts("the injector", 3));
        assertEquals(more, brief.lasts("the injector", tries));
    }
}
