package dev.faultline.load.senders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How what a coordinator says and hears grows with its senders, on a fake clock. The table of docs/scale.md is what its main
 * method prints.
 */
class ScaleTest {

    private static final double SECONDS = 10;

    /** What was said within some seconds. */
    private record Said(double questions, double asked, double answered) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void controlTrafficGrowsWithTheSendersAndNotWithTheLoad(int senders) {
        Said slow = atRest(senders, 50);
        Said fast = atRest(senders, 1_000);
        assertEquals(2.5 * senders, slow.questions(), 0.1 * senders);
        assertEquals(slow.questions(), fast.questions(), 0.1);
        assertTrue(slow.asked() / slow.questions() < 400, slow::toString);
        assertEquals(slow.asked(), fast.asked(), slow.asked() * 0.05);
        // Each second is told once, in one of five answers to two seconds.
        assertTrue(fast.answered() < senders * 10_000.0, fast::toString);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 20})
    void aLossIsMadeGoodInTheSameTimeHoweverManyThereAre(int senders) {
        assertTrue(missing(senders) <= 2.9, () -> senders + " senders");
    }

    private static Said atRest(int senders, int rate) {
        Fleet fleet = new Fleet(senders);
        fleet.start("'rate':" + rate + ",'arrival':'poisson','seed':5");
        fleet.run(5);
        int questions = fleet.questions;
        long asked = fleet.asked;
        long answered = fleet.answered;
        fleet.run(SECONDS);
        return new Said(
                (fleet.questions - questions) / SECONDS,
                (fleet.asked - asked) / SECONDS,
                (fleet.answered - answered) / SECONDS);
    }

    /** Returns for how many seconds the part of a sender that was killed is missing. */
    private static double missing(int senders) {
        Fleet fleet = new Fleet(senders);
        int rate = 20 * senders;
        fleet.start("'rate':" + rate + ",'seed':5");
        fleet.run(5.1);
        fleet.sender("s1").kill();
        fleet.run(6);
        long last =
                fleet.arrivals.stream().mapToLong(Fleet.Arrival::number).max().orElseThrow();
        return (last + 1 - fleet.arrivals.size()) / 20.0;
    }

    /** Prints the table for as many senders as are asked for. */
    public static void main(String... counts) {
        for (String each : counts) {
            int senders = Integer.parseInt(each);
            long began = System.nanoTime();
            Said said = atRest(senders, 1_000);
            double took = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "| %d | %.0f/s | %.1f KB/s | %.1f KB/s | %.1f s | %.1f s |%n",
                    senders,
                    said.questions(),
                    said.asked() / 1e3,
                    said.answered() / 1e3,
                    senders < 2 ? 0 : missing(senders),
                    took);
        }
    }
}
