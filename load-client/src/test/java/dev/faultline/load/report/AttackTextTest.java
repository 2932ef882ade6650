package dev.faultline.load.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Shed;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.text.Ink;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttackTextTest {

    private static final StrictReader READER = new StrictReader(WireJson.mapper());
    private static final String OPEN = "'rate': 10";

    private final Tally tally = new Tally();

    private void attempt(int millis, int late, Result result) {
        Instants instants = new Instants(0, late * 1_000_000L);
        instants.connected(late * 1_000_000L);
        instants.ended(millis * 1_000_000L);
        tally.arrived();
        tally.record(instants, result);
        tally.request(millis * 1_000_000L, result.success());
    }

    private String text(String plan, @Nullable String aborted) {
        return String.join("\n", AttackText.lines(report(plan, aborted), Ink.NONE));
    }

    private AttackReport report(String plan, @Nullable String aborted) {
        String document = ("{'target': 'http://a/', " + plan + "}").replace('\'', '"');
        LoadPlan load = READER.read(document.getBytes(StandardCharsets.UTF_8), LoadPlan.class);
        return new AttackReport(load, Instant.EPOCH, aborted, Summary.of(tally, 2), null);
    }

    @Test
    void everyFigureHasItsPlace() {
        for (int i = 1; i <= 19; i++) {
            attempt(i * 10, 1, Result.answered(200, false, false, false));
        }
        attempt(1_000, 1, Result.unanswered(ResultClass.RESET));
        String text = text(OPEN, null);
        assertEquals("""
                requests  20 due, 0 shed, in 2.0s
                rate      10.0/s asked, 10.0/s due, 10.0/s achieved
                success   95.00%, 95% interval 76.39 to 99.11%

                ms            mean      p50      p90      p95      p99     p999      max
                latency      145.0    100.0    180.1    190.1   1000.3   1000.3   1000.3
                service      144.0     99.0    179.0    189.0    999.3    999.3    999.3
                lag            1.0      1.0      1.0      1.0      1.0      1.0      1.0

                classes   ok 19, reset 1
                answered  backend 95.0%, nobody 5.0%""", text);
    }

    @Test
    void noDataIsNoSuccess() {
        assertTrue(text(OPEN, null).contains("success   no data\n"));
    }

    @Test
    void aClientThatWasLateSaysSo() {
        attempt(500, 400, Result.answered(200, false, false, false));
        tally.arrived();
        tally.shed(Shed.LATE);
        String text = text(OPEN, null);
        assertTrue(text.contains("requests  2 due, 1 shed, "), text);
        assertTrue(text.contains("\nthe client fell behind: the client itself was late: "), text);
    }

    @Test
    void retriesAreToldWhereThereAreAny() {
        attempt(10, 0, Result.answered(503, false, false, false));
        tally.retried();
        tally.retryDenied();
        String text = text(OPEN + ", 'retries': {}", null);
        assertTrue(text.contains("retries   1, and 1 denied by the budget; 0.00% of the requests"), text);
        assertFalse(text(OPEN, null).contains("retries "));
    }

    @Test
    void aClosedLoopWarns() {
        attempt(10, 0, Result.answered(200, false, false, false));
        String text = text("'concurrency': 3", null);
        assertTrue(text.contains("rate      3 callers, 0.5/s achieved\n"), text);
        assertTrue(text.contains("\nclosed loop: "), text);
    }

    @Test
    void whatWasAbortedSaysWhy() {
        assertTrue(text(OPEN, "stopped by a signal").endsWith("\naborted: stopped by a signal"));
    }

    @Test
    void theFiguresStandAtTheTopOfTheDocument() {
        attempt(10, 0, Result.answered(200, false, false, false));
        var json = WireJson.mapper().valueToTree(report(OPEN, null));
        assertEquals(10.0, json.at("/latency/p50").asDouble(), 0.01);
        assertEquals(1, json.at("/classes/ok").asInt());
        assertEquals("http://a/", json.at("/plan/target").asText());
        assertTrue(json.has("started") && !json.has("checks") && !json.has("aborted"));
    }
}
