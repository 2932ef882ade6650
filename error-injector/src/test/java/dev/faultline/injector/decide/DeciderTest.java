package dev.faultline.injector.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeciderTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final int REQUESTS = 20_000;

    private static final String MIXED = "{'seed':%d,'rules':[{'delay':{'type':'fixed','value':'1s','percentage':20},"
            + "'aborts':[{'type':'status','percentage':30,'status':503}]}]}";

    record Request(String method, String path, Map<String, String> headers, boolean isGrpc) implements RequestFacts {

        @Override
        public String host() {
            return headers.getOrDefault("host", "");
        }

        @Override
        public List<String> headers(String name) {
            String value = headers.get(name);
            return value == null ? List.of() : List.of(value);
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public List<String> parameters(String name) {
            return List.of();
        }
    }

    private static final Request ANY = new Request("GET", "/", Map.of(), false);

    private static Decider<String> decider(String json, Instant now) {
        FaultPlan plan = new PlanJson()
                .read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .acceptedAt(NOON);
        return new Decider<>(
                plan,
                1,
                new Decider.Environment<>(InstantSource.fixed(now), TextActions.words(), new Counters(), null));
    }

    private static String decide(Decider<String> decider, RequestFacts request) {
        Decision<String> decision = decider.decide(request);
        if (decision instanceof Decision.Held<String> held) {
            return held.delay() + " " + text(held.outcome());
        }
        return text((Outcome<String>) decision);
    }

    private static String text(Outcome<String> outcome) {
        return outcome.series().rule() + " " + outcome.series().outcome() + " " + outcome.action();
    }

    private static Map<String, Integer> outcomes(Decider<String> decider, IntStream requests) {
        Map<String, Integer> seen = new ConcurrentSkipListMap<>();
        requests.forEach(i -> seen.merge(decide(decider, ANY), 1, Integer::sum));
        return seen;
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "POST, /api/checkout/1, first status 503",
        "GET, /api/checkout/1, last status 500",
        "GET, /healthz, exempt otherwise 200",
        "POST, /shop.Cart/Add, grpc status 504",
        "PUT, /other, none otherwise 200",
    })
    void theFirstRuleThatMatchesDecides(String method, String path, String outcome) {
        Decider<String> decider = decider(
                "{'rules':[{'name':'first','match':{'methods':['POST'],'path':'/api/checkout/**'},"
                        + "'aborts':[{'type':'status','percentage':100,'status':503}]},"
                        + "{'name':'exempt','match':{'path':'/healthz'}},"
                        + "{'name':'grpc','match':{'grpcService':'shop.Cart'},"
                        + "'aborts':[{'type':'status','percentage':100,'status':504}]},"
                        + "{'name':'last','match':{'methods':['GET','POST']},"
                        + "'aborts':[{'type':'status','percentage':100,'status':500}]}]}",
                NOON);
        assertEquals(outcome, decide(decider, new Request(method, path, Map.of(), path.startsWith("/shop"))));
    }

    @Test
    void headersMustAllMatch() {
        Decider<String> decider = decider(
                "{'rules':[{'match':{'headers':{'x-tenant':'acme','x-b':'1'}},"
                        + "'aborts':[{'type':'status','percentage':100,'status':503}]}]}",
                NOON);
        Request both = new Request("GET", "/", Map.of("x-tenant", "acme", "x-b", "1"), false);
        Request one = new Request("GET", "/", Map.of("x-tenant", "acme"), false);
        assertEquals("rule-1 status 503", decide(decider, both));
        assertEquals("none otherwise 200", decide(decider, one));
    }

    @Test
    void delayAndAbortAreIndependentDraws() {
        Map<String, Integer> seen = outcomes(decider(String.format(MIXED, 42), NOON), IntStream.range(0, REQUESTS));
        // Three standard deviations of a count of share p are 3 sqrt(n p (1 - p)).
        assertShare(seen, "PT1S rule-1 status 503", 0.06);
        assertShare(seen, "PT1S rule-1 delay 200", 0.14);
        assertShare(seen, "rule-1 status 503", 0.24);
        assertShare(seen, "rule-1 otherwise 200", 0.56);
        assertEquals(4, seen.size(), seen.toString());
    }

    private static void assertShare(Map<String, Integer> seen, String outcome, double share) {
        double off = 3 * Math.sqrt(REQUESTS * share * (1 - share));
        assertEquals(REQUESTS * share, seen.getOrDefault(outcome, 0), off, outcome);
    }

    @Test
    void aSeedFixesTheOutcomesHoweverManyThreadsServe() {
        String plan = String.format(MIXED, 42);
        Map<String, Integer> alone = outcomes(decider(plan, NOON), IntStream.range(0, REQUESTS));
        Map<String, Integer> together =
                outcomes(decider(plan, NOON), IntStream.range(0, REQUESTS).parallel());
        assertEquals(alone, new TreeMap<>(together));
        assertNotEquals(alone, outcomes(decider(String.format(MIXED, 43), NOON), IntStream.range(0, REQUESTS)));
    }

    @Test
    void onePercentIsOnePercentAndNotTwice() {
        Map<String, Integer> seen = outcomes(
                decider("{'seed':5,'rules':[{'aborts':[{'type':'status','percentage':1,'status':503}]}]}", NOON),
                IntStream.range(0, REQUESTS));
        assertShare(seen, "rule-1 status 503", 0.01);
    }

    @Test
    void anExpiredPlanInjectsNothing() {
        String plan = "{'expiresIn':'1m','rules':[{'aborts':[{'type':'status','percentage':100,'status':503}]}]}";
        assertEquals("rule-1 status 503", decide(decider(plan, NOON.plusSeconds(59)), ANY));
        assertEquals("none otherwise 200", decide(decider(plan, NOON.plusSeconds(60)), ANY));
    }

    @Test
    void aPlanWhoseTimeHasPassedStaysOverWhateverTheClockSays() {
        String plan = "{'expiresIn':'1m','rules':[{'aborts':[{'type':'status','percentage':100,'status':503}]}]}";
        Decider<String> decider = decider(plan, NOON);
        assertFalse(decider.isOver());
        decider.end();
        assertTrue(decider.isOver());
        assertEquals("none otherwise 200", decide(decider, ANY));
    }

    @Test
    void aPlanWithoutAnEndIsNeverOver() {
        Decider<String> decider =
                decider("{'rules':[{'aborts':[{'type':'status','percentage':100,'status':503}]}]}", NOON);
        decider.end();
        assertFalse(decider.isOver());
    }

    @Test
    void aDelayOfNothingIsNoDelay() {
        String plan = "{'rules':[{'delay':{'type':'fixed','value':'0s'}}]}";
        assertEquals("rule-1 otherwise 200", decide(decider(plan, NOON), ANY));
    }

    @Test
    void namesBeforehandAllThatItMayCount() {
        List<String> series = decider(String.format(MIXED, 1), NOON).series().stream()
                .map(s -> s.rule() + "/" + s.outcome())
                .sorted()
                .toList();
        assertEquals(
                List.of("none/otherwise", "rule-1/delay", "rule-1/otherwise", "rule-1/overflow", "rule-1/status"),
                series);
        assertTrue(series.size() <= 5);
    }
}
