package dev.faultline.learn.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.plan.Comparison.Likeness;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private static final long MS = 1_000_000;

    private static JsonNode plan(String text) throws IOException {
        return WireJson.mapper().readTree(text.replace('\'', '"'));
    }

    private static final String HALF =
            "{'rules':[{'name':'r','delay':{'type':'percentiles','points':{'0':'0s','50':'10ms','100':'100ms'}},"
                    + "'aborts':[{'type':'status','percentage':50,'status':503}]}]}";

    /** Requests as the plan above makes them, but for so much more time and so many more failures. */
    private static Measured played(int requests, long more, double failing) {
        SplittableRandom random = new SplittableRandom(7);
        Measured measured = new Measured();
        for (int i = 0; i < requests; i++) {
            double u = random.nextDouble();
            long time = u < 0.5 ? (long) (u * 20 * MS) : (long) ((10 + (u - 0.5) * 180) * MS);
            measured.latency().addTime(time + more, 1_000);
            measured.add(new Outcome.Status(random.nextDouble() < failing ? 503 : 200), 1);
        }
        return measured;
    }

    @ParameterizedTest
    @CsvSource({
        "2000, 0, 0.5, ALIKE",
        // What a machine adds.
        "2000, 1000000, 0.5, ALIKE",
        "2000, 8000000, 0.5, UNLIKE",
        "2000, 0, 0.6, UNLIKE",
        "60, 0, 0.5, UNDECIDED"
    })
    void aWordSaysWhetherItWasAlike(int requests, long more, double failing, Likeness likeness) throws IOException {
        Comparison comparison = Comparison.ofPlan(plan(HALF), played(requests, more, failing), null);
        assertEquals(likeness, comparison.likeness(), comparison::text);
    }

    @Test
    void bothSidesStandBesideEachOther() throws IOException {
        Comparison comparison = Comparison.ofPlan(plan(HALF), played(20_000, 0, 0.5), null);
        Comparison.Times times = assertNotNull(comparison.latency());
        assertEquals(10, times.percentiles().get(0).asked(), 1e-3);
        assertEquals(10, times.percentiles().get(0).observed(), 0.5);
        assertEquals(82, times.percentiles().get(1).asked(), 1e-3);
        assertTrue(times.distance() < times.critical(), comparison::text);
        Comparison.Shares shares = assertNotNull(comparison.outcomes());
        assertEquals(0.5, shares.shares().get(1).asked());
        assertEquals(1, shares.degrees());
    }

    private static <T> T assertNotNull(@Nullable T value) {
        org.junit.jupiter.api.Assertions.assertNotNull(value);
        return java.util.Objects.requireNonNull(value);
    }

    @Test
    void aTimelineIsMixedAsFarAsItWasHeld() throws IOException {
        JsonNode plan = plan(
                "{'rules':[{'name':'a','when':{'type':'window','from':'0s','to':'10s'}},"
                        + "{'name':'b','when':{'type':'window','from':'10s','to':'20s'},'aborts':[{'type':'hang','percentage':100}]}]}");
        assertEquals(0.5, asked(plan, null, "timeout"));
        assertEquals(0, asked(plan, Duration.ofSeconds(10), "timeout"));
        assertEquals(1.0 / 3, asked(plan, Duration.ofSeconds(15), "timeout"), 1e-9);
    }

    private static double asked(JsonNode plan, @Nullable Duration held, String outcome) {
        Measured some = new Measured();
        some.add(new Outcome.Status(200), 1_000);
        some.latency().add(0, 1, 1_000);
        Comparison.Shares shares =
                assertNotNull(Comparison.ofPlan(plan, some, held).outcomes());
        return shares.shares().stream()
                .filter(share -> share.outcome().equals(outcome))
                .mapToDouble(Comparison.Share::asked)
                .sum();
    }

    @Test
    void rulesBesideEachOtherAreWeightedByWhatWasLearned() throws IOException {
        String rules =
                "{'rules':[{'name':'a','match':{'path':'/a'},'aborts':[{'type':'status','percentage':100,'status':503}]},"
                        + "{'name':'others'}]}";
        assertEquals(
                0.25,
                asked(
                        plan("{'plan':" + rules
                                + ",'basis':[{'rule':'a','requests':100},{'rule':'others','requests':300}]}"),
                        null,
                        "503"));
        InvalidValue e = assertThrows(InvalidValue.class, () -> asked(plan(rules), null, "503"));
        assertTrue(e.getMessage().startsWith("match must not be there"), e::getMessage);
    }

    /** The upper tail of chi-square at its tabulated 5 % and 1 % points. */
    @ParameterizedTest
    @CsvSource({
        "1, 3.841459, 0.05",
        "2, 9.210340, 0.01",
        "5, 11.070498, 0.05",
        "10, 23.209251, 0.01",
        "50, 67.504807, 0.05",
        "3, 0.115, 0.99"
    })
    void theTailOfChiSquare(int degrees, double value, double probability) {
        assertEquals(probability, Comparison.upperTail(degrees / 2.0, value / 2), 1e-3 * probability + 2e-4);
    }
}
