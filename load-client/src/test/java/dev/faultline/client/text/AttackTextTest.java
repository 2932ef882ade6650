package dev.faultline.client.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttackTextTest {

    private static final StrictReader READER = new StrictReader(WireJson.mapper());
    private static final String OPEN = "'rate': 10";

    private final Tally tally = new Tally();

    private void attempt(int millis, int late, Result result) {
        AttemptTimestamps instants = new AttemptTimestamps(0, late * 1_000_000L);
        instants.connected(late * 1_000_000L);
        instants.ended(millis * 1_000_000L);
        tally.arrived();
        tally.record(instants, result);
        tally.request(millis * 1_000_000L, result);
    }

    private String text(String plan, @Nullable String aborted) {
        return String.join("\n", AttackText.lines(report(plan, aborted), Ink.NONE));
    }

    private AttackReport report(String plan, @Nullable String aborted) {
        String document = ("{'target': 'http://a/', " + plan + "}").replace('\'', '"');
        LoadPlan load = READER.read(document.getBytes(StandardCharsets.UTF_8), LoadPlan.class);
        return new AttackReport(load, Instant.EPOCH, null, aborted, null, Summary.of(tally, 2), null, tally.document());
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
                latency      100.0    100.0    180.1    190.1    190.1    190.1    190.1
                service       99.0     99.0    179.0    189.0    189.0    189.0    189.0
                lag            1.0      1.0      1.0      1.0      1.0      1.0      1.0
                          latency and service are of the 19 attempts of 20 that were answered

                classes   ok 19, reset 1
                statuses  200 19
                answered  backend 95.0%, nobody 5.0%""", text);
    }

    @Test
    void statusesAreToldAsFarAsALineHasRoom() {
        for (int status = 300; status < 340; status++) {
            attempt(1, 0, Result.answered(status, false, false, false));
        }
        for (int i = 0; i < 10; i++) {
            attempt(1, 0, Result.answered(503, false, false, false).by(Answerer.UNKNOWN));
            attempt(1, 0, Result.answered(200, false, false, false).withGrpc("14"));
        }
        attempt(1, 0, Result.answered(200, false, false, false).withGrpc(null));
        String text = text(OPEN, null);
        assertTrue(
                text.contains(
                        "\nstatuses  200 11, 300 1, 301 1, 302 1, 303 1, 304 1, 305 1, 306 1, 307 1, 308 1, 503 10,"
                                + " others 31\ngRPC      UNAVAILABLE 10, none 1\n"),
                text);
    }

    @Test
    void requestsOfAMixHaveATableOfTheirOwn() {
        for (int i = 1; i <= 20; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.ended(i * 1_000_000L);
            String name = i % 2 == 0 ? "checkout" : "GET /a/path/that/no/column/has/room/for";
            tally.record(instants, Result.answered(i == 4 ? 503 : 200, false, false, false), name);
        }
        tally.record(new AttemptTimestamps(0, 0), Result.unanswered(ResultClass.REFUSED), "dead");
        String text = text(OPEN, null);
        assertTrue(text.contains("""

                request                             attempts  success    p50ms    p95ms    p99ms
                GET /a/path/that/no/column/has/ro..       10  100.00%      9.0     19.0     19.0
                checkout                                  10   90.00%     10.0     20.1     20.1
                dead                                       1    0.00%        -        -        -

                classes"""), text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    }

    @Test
    void whereNobodyAnsweredThereAreNoTimes() {
        attempt(1, 0, Result.unanswered(ResultClass.REFUSED));
        String text = text(OPEN, null);
        assertTrue(text.contains("\nlatency          -        -        -        -        -        -        -\n"), text);
        assertTrue(text.contains("\nservice          -        -        -        -        -        -        -\n"), text);
        assertTrue(
                text.contains("\n          latency and service are of the 0 attempts of 1 that were answered\n"), text);
    }

    @Test
    void noDataIsNoSuccess() {
        assertTrue(text(OPEN, null).contains("success   no data\n"));
    }

    @Test
    void aClientThatWasLateSaysSo() {
        attempt(500, 400, Result.answered(200, false, false, false));
        tally.arrived();
        tally.shed(ShedReason.LATE);
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

    /** A zero would pass for a good one. */
    @Test
    void theDocumentHasNoTimesWhereNobodyAnswered() {
        attempt(1, 0, Result.unanswered(ResultClass.REFUSED));
        var json = WireJson.mapper().valueToTree(report(OPEN, null));
        assertEquals("{\"samples\":0}", json.get("latency").toString());
        assertEquals("{\"samples\":0}", json.get("service").toString());
        assertEquals("{\"samples\":0}", json.at("/answered/nobody/latency").toString());
        assertEquals("{\"samples\":0}", json.at("/requests/latency").toString());
        assertEquals(1, json.at("/lag/samples").asInt());
    }

    @Test
    void whatFailedOfTlsIsToldByReasonAndThatNothingWasChecked() {
        attempt(10, 1, Result.withoutTls(TlsFailure.EXPIRED).withoutVerification());
        attempt(10, 1, Result.withoutTls(TlsFailure.ALERT_UNKNOWN_CA));
        tally.handshake(1_500_000, true);
        tally.handshake(1_500_000, false);
        String text = text(OPEN, null);
        for (String line : List.of(
                "\nclasses   tls 2\n",
                "\ntls       expired 1, alert-unknown-ca 1\n",
                "\nhandshake 2 of TLS, 1 resumed, p50 1.5ms, p99 1.5ms\n",
                "\ninsecure: no certificate was checked")) {
            assertTrue(text.contains(line), text);
        }
    }
}
