package dev.faultline.learn.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Outcome.Broken;
import dev.faultline.learn.observe.Route;
import dev.faultline.load.measure.GrpcStatus;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanMakerTest {

    private static final long MS = 1_000_000;
    private static final Outcome OK = new Outcome.Status(200);
    private static final Outcome BUSY = new Outcome.Status(503);

    private static LearnRequest request(@Nullable Duration step, @Nullable Double speed, @Nullable By by) {
        return new LearnRequest(null, "f", null, null, null, by, step, speed, null);
    }

    private static Measured measured(Map<Outcome, Double> outcomes) {
        Measured measured = new Measured();
        outcomes.forEach(measured::add);
        return measured;
    }

    private static Observed of(Measured measured) {
        return of(Map.of(Route.ALL, measured));
    }

    private static Observed of(Map<Route, Measured> routes) {
        return new Observed("s", null, List.of(new Observed.Slice(Duration.ZERO, Duration.ZERO, routes)), List.of());
    }

    private static Observed slices(Duration step, Measured... each) {
        List<Observed.Slice> slices = new ArrayList<>();
        for (int i = 0; i < each.length; i++) {
            slices.add(new Observed.Slice(step.multipliedBy(i), step, Map.of(Route.ALL, each[i])));
        }
        return new Observed("s", Instant.EPOCH, slices, List.of());
    }

    private static void assertPlan(String expected, Learned learned) throws IOException {
        JsonNode tree = WireJson.mapper().readTree(expected);
        assertEquals(tree, WireJson.mapper().readTree(learned.plan().toString()));
    }

    @Test
    void timesBecomePercentilesAndOutcomesAPartition() throws IOException {
        Measured measured = measured(Map.of(OK, 700.0, BUSY, 200.0, Broken.RESET, 60.0, new Outcome.Status(404), 40.0));
        measured.latency().add(0, 10 * MS, 600);
        measured.latency().add(10 * MS, 250 * MS, 300);
        measured.latency().add(250 * MS, LatencyBuckets.UNBOUNDED, 100);
        Learned learned = PlanMaker.learn(of(measured), request(null, null, null));
        assertPlan("""
                {"rules": [{"name": "learned",
                  "delay": {"type": "percentiles", "points": {"0": "0s", "60": "10ms", "90": "250ms"}},
                  "aborts": [
                    {"percentage": 20.0, "type": "status", "status": 503},
                    {"percentage": 6.0, "type": "reset"},
                    {"percentage": 4.0, "type": "status", "status": 404}]}]}""", learned);
        assertEquals(1_000, learned.requests());
        Learned.Basis basis = learned.basis().get(0);
        assertEquals(1_000, basis.timed());
        assertEquals(0.1, basis.beyond());
        assertEquals(0.2, Objects.requireNonNull(basis.outcomes().get("503")).value());
        assertEquals(
                List.of("200", "503", "reset", "404"),
                List.copyOf(basis.outcomes().keySet()));
        assertTrue(learned.notes()
                .contains(
                        "learned: 10.00 % took longer than 250ms, the last bound that was measured: they are delayed by"
                                + " that"));
    }

    @Test
    void aTimelinePlaysEachStepInItsWindow() throws IOException {
        Measured calm = measured(Map.of(OK, 100.0));
        Measured broken = measured(Map.of(OK, 50.0, BUSY, 50.0));
        Learned learned = PlanMaker.learn(
                slices(Duration.ofSeconds(30), calm, broken, new Measured()),
                request(Duration.ofSeconds(30), 10.0, null));
        assertPlan("""
                {"expiresIn": "9s", "rules": [
                  {"name": "step-1", "when": {"type": "window", "from": "0s", "to": "3s"}},
                  {"name": "step-2", "when": {"type": "window", "from": "3s", "to": "6s"},
                   "aborts": [{"percentage": 50.0, "type": "status", "status": 503}]}]}""", learned);
        assertEquals(Duration.ofSeconds(30), learned.basis().get(1).offset());
        assertTrue(learned.notes().contains("no requests 1m to 90s after the beginning: nothing is played then"));
        assertTrue(learned.notes().contains("no times were measured: nothing is delayed"));
    }

    @Test
    void aRuleForEachRouteComesBeforeThatOfTheRest() throws IOException {
        Map<Route, Measured> routes = new LinkedHashMap<>();
        routes.put(Route.ofPath("/users/7"), measured(Map.of(OK, 500.0)));
        routes.put(Route.ofPath("/users/me"), measured(Map.of(BUSY, 100.0)));
        routes.put(Route.ofGrpc("shop.Cart", "Add"), measured(Map.of(new Outcome.Grpc(GrpcStatus.UNAVAILABLE), 50.0)));
        routes.put(Route.ALL, measured(Map.of(OK, 1.0)));
        assertPlan("""
                {"rules": [
                  {"name": "route-1-users-me", "match": {"path": "/users/me"},
                   "aborts": [{"percentage": 100.0, "type": "status", "status": 503}]},
                  {"name": "route-2-shop-Cart-Add", "match": {"grpcService": "shop.Cart", "grpcMethod": "Add"},
                   "aborts": [{"percentage": 100.0, "type": "grpc-status", "status": "UNAVAILABLE"}]},
                  {"name": "route-3-users", "match": {"path": "/users/*"}},
                  {"name": "others"}]}""", PlanMaker.learn(of(routes), request(null, null, By.PATH)));
    }

    @Test
    void theUsualSuccessIsWhatIsAnsweredOtherwise() throws IOException {
        assertPlan(
                """
                {"rules": [{"name": "learned", "aborts": [{"percentage": 10.0, "type": "status", "status": 200}]}],
                 "otherwise": {"type": "respond", "status": 204}}""",
                PlanMaker.learn(
                        of(measured(Map.of(OK, 10.0, new Outcome.Status(204), 90.0))), request(null, null, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "RESET, reset",
        "CLOSE, close",
        "TRUNCATED, truncate",
        "TIMEOUT, hang",
        "CONNECT_TIMEOUT, hang",
        "REFUSED, reset",
        "TLS, reset",
        "UNKNOWN, reset"
    })
    void whatBrokeIsBrokenAsNearAsMayBe(Broken broken, String type) {
        Learned learned = PlanMaker.learn(of(measured(Map.of(broken, 5.0, OK, 5.0))), request(null, null, null));
        assertEquals(type, learned.plan().at("/rules/0/aborts/0/type").asText());
    }

    /** They never add up to more than all, and what is left out is less than a ten-thousandth of a percent each. */
    @Test
    void sharesNeverAddUpToMoreThanAll() {
        Map<Outcome, Double> thirds = new LinkedHashMap<>();
        for (int status = 500; status < 507; status++) {
            thirds.put(new Outcome.Status(status), 1.0);
        }
        Learned learned = PlanMaker.learn(of(measured(thirds)), request(null, null, null));
        double sum = StreamSupport.stream(learned.plan().at("/rules/0/aborts").spliterator(), false)
                .mapToDouble(abort -> abort.path("percentage").asDouble())
                .sum();
        assertTrue(sum <= 100 && sum > 99.999, () -> "sum " + sum);
    }

    @Test
    void moreRulesThanAPlanMayHaveAreRefused() {
        Measured[] steps = new Measured[101];
        Arrays.fill(steps, measured(Map.of(OK, 1.0)));
        InvalidValue e = assertThrows(
                InvalidValue.class,
                () -> PlanMaker.learn(
                        slices(Duration.ofSeconds(30), steps), request(Duration.ofSeconds(30), null, null)));
        assertEquals("step must leave at most 100 rules; at 31s it does, was 101 rules", e.getMessage());
    }

    @Test
    void longerThanADelayMayBeIsTold() {
        Measured measured = measured(Map.of(OK, 1.0));
        measured.latency().add(0, 600_000 * MS, 10);
        Learned learned = PlanMaker.learn(of(measured), request(null, null, null));
        assertEquals("5m", learned.plan().at("/rules/0/delay/points/100").asText());
        assertTrue(learned.notes().get(0).startsWith("requests took longer than 5 minutes"));
    }
}
