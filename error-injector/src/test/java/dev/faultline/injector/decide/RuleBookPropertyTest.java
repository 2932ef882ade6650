package dev.faultline.injector.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.Match;
import dev.faultline.injector.plan.Rule;
import dev.faultline.injector.plan.ValueMatch;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index over the rules finds what a search through them, one by one, finds. */
class RuleBookPropertyTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Deciders.NOON);

    private static Decider<String> decider(List<Rule> rules) {
        return Deciders.of(new FaultPlan(1L, null, 0, rules, Otherwise.Respond.OK, List.of()), CLOCK, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 100})
    void theFirstRuleThatMatchesDecides(int size) {
        Set<String> seen = new HashSet<>();
        for (int seed = 0; seed < 15; seed++) {
            RandomRequests random = new RandomRequests(new SplittableRandom(1_000L * size + seed));
            List<Rule> rules = IntStream.range(0, size).mapToObj(random::rule).toList();
            Decider<String> decider = decider(rules);
            for (int i = 0; i < 200; i++) {
                Requests request = random.request();
                String expected = NaiveMatcher.first(rules, request);
                Outcome<String> outcome = (Outcome<String>) decider.decide(request);
                assertEquals(expected, outcome.series().rule(), () -> request + " of " + rules);
                seen.add(expected);
            }
        }
        assertTrue(seen.size() >= Math.min(size, 10), () -> "only these ever matched: " + seen);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 65, 100})
    void aRuleThatIsTheOnlyOneToMatchIsFoundWhereverItStands(int size) {
        for (int place = 0; place < size; place++) {
            int hit = place;
            List<Rule> rules = IntStream.range(0, size)
                    .mapToObj(i -> only("h" + i, i == hit ? "yes" : "no"))
                    .toList();
            Outcome<String> outcome = (Outcome<String>) decider(rules).decide(Requests.withHeaders("x-only", "yes"));
            assertEquals("h" + place, outcome.series().rule());
        }
    }

    private static Rule only(String name, String value) {
        Map<String, ValueMatch> headers = Map.of("X-Only", ValueMatch.exactly(value));
        Match match = new Match(List.of(), null, null, null, Map.of(), headers, null, null);
        return new Rule(name, match, null, null, List.of());
    }
}
