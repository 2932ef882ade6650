package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.report.html.HtmlReport;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.platform.wire.WireJson;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final String EXPERIMENT = """
            title: "A | title"
            hypothesis: ["success_rate >= 99%", "p99 < 10s"]
            load: {target: "http://demo-backend:8080/", rate: 10}
            method:
              - split: {error-injector: 50}
              - faults: {rules: []}
              - hold: 1s
            """;

    private final Report report = Report.of(result(), Samples.VERSIONS);

    private static ExperimentResult result() {
        Experiment experiment =
                new ExperimentReader(WireYaml.reader()).read(EXPERIMENT.getBytes(StandardCharsets.UTF_8), Map.of());
        Tally tally = new Tally();
        for (int i = 0; i < 10; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 1_000_000);
            instants.connected(2_000_000);
            instants.firstByte(3_000_000);
            instants.ended(5_000_000);
            tally.record(instants, Result.answered(i < 5 ? 200 : 500, i >= 5, i >= 5, false));
        }
        List<ThresholdCheck> checks = List.of("success_rate >= 99%", "p99 < 10s").stream()
                .map(text -> Threshold.of(text).judge(tally, Reference.none()))
                .toList();
        return new ExperimentResult(
                "20260131-120000-000",
                experiment,
                new ExperimentResult.Span(Instant.parse("2026-01-31T12:00:00Z"), Instant.parse("2026-01-31T12:00:10Z")),
                List.of(new ExperimentResult.Phase(State.INJECT, 2, tally, null, checks)),
                new Timeline(
                        Instant.EPOCH,
                        List.of(),
                        List.of(),
                        0,
                        List.of(new Timeline.Change(12.34, "the split was\nchanged")),
                        List.of()),
                null,
                List.of(
                        new Undone("split", true, null, 2, 2.5),
                        new Undone("faults", true, "GET answered 500", 2.5, 4)),
                new Verdict(Verdict.Outcome.FAIL, "it does\nnot hold"));
    }

    private static JsonNode json(Report report) throws IOException {
        return WireJson.mapper().readTree(new JsonReport(WireJson.mapper()).render(report));
    }

    @Test
    void jsonHoldsFiguresInMilliseconds() throws IOException {
        JsonNode json = json(report);
        JsonNode summary = json.at("/phases/0/summary");
        assertEquals("inject", json.at("/phases/0/phase").asText());
        assertEquals(10, summary.path("samples").asInt());
        assertEquals(5.0, summary.path("rate").asDouble());
        assertEquals(5.0, summary.at("/latency/p50").asDouble(), 0.01);
        assertEquals(1.0, summary.at("/lag/max").asDouble(), 0.01);
        assertEquals(5, summary.at("/classes/injected").asInt());
        assertEquals("{\"200\":5,\"500\":5}", summary.path("statuses").toString());
        assertTrue(summary.path("grpcStatuses").isMissingNode(), "nothing was called by gRPC");
        assertEquals(0.5, summary.at("/answered/backend/share").asDouble());
        assertEquals("fail", json.at("/verdict/outcome").asText());
        assertTrue(json.at("/phases/0/checks/1/measured/high").isNull(), "no upper bound from ten samples");
        assertEquals("1s", json.at("/experiment/method/2/hold").asText());
        assertEquals(50, json.at("/experiment/method/0/split/error-injector").asInt());
    }

    @Test
    void markdownPutsTheVerdictFirstAndKeepsItsStructure() {
        String text = MarkdownReport.render(report);
        assertTrue(text.startsWith("# A \\| title\n\n**fail**: it does not hold\n"), text);
        assertTrue(text.contains("| success rate | 50.00% |"), text);
        assertTrue(text.contains("| statuses | 200 5, 500 5 |"), text);
        assertTrue(text.contains("- faults: FAILED: GET answered 500"), text);
        assertTrue(text.contains("## Changed by another hand\n\n- at 12.3 s: the split was changed\n"), text);
    }

    /** A zero would pass for a good figure, and infinity is no JSON. */
    @Test
    void whatNobodyAnsweredHasNoTimes() throws IOException {
        Report dead = Report.of(Samples.unanswered(), Samples.VERSIONS);
        JsonNode json = json(dead);
        assertEquals("{\"samples\":0}", json.at("/phases/1/summary/latency").toString());
        assertEquals(
                "{\"samples\":0}", json.at("/phases/1/summary/requests/latency").toString());
        assertEquals("{\"samples\":0}", json.at("/curve/levels/1/latency").toString());
        assertEquals(0, json.at("/phases/1/distribution").size());
        assertEquals(
                "{\"value\":null,\"low\":null,\"high\":null,\"samples\":1000}",
                json.at("/phases/1/checks/0/measured").toString());
        assertEquals(9.0, json.at("/timeline/0/p99").asDouble());
        assertTrue(json.at("/timeline/1/p99").isMissingNode());
        assertEquals(0.0, json.at("/timeline/1/successRate").asDouble(1));
        String text = MarkdownReport.render(dead);
        for (String line : List.of(
                "| answered | 2000 | 0 |",
                "| p99 | ",
                "| 5 | violated | more than 5% of 1000 got no answer | 0.00% | - | - | - | 1000 |")) {
            assertTrue(text.contains(line), () -> line + " in " + text);
        }
        for (String shown : List.of(json.toString(), text)) {
            assertFalse(shown.matches("(?s).*(Infinity|NaN|unbounded).*"), shown);
        }
    }

    @Test
    void whatFailedOfTlsIsToldEverywhereAndThatNothingWasChecked() throws IOException {
        Report without = Report.of(Samples.withoutTls(), Samples.VERSIONS);
        JsonNode json = json(without);
        assertTrue(json.path("insecure").asBoolean(), json::toString);
        assertEquals(
                "{\"failures\":{\"expired\":10,\"alert-unknown-ca\":20}}",
                json.at("/phases/1/summary/tls").toString());
        assertEquals(30, json.at("/phases/1/summary/tlsHandshake/count").asInt());
        assertEquals(15, json.at("/phases/1/summary/tlsHandshake/resumed").asInt());
        assertEquals(2, json.at("/phases/1/summary/tlsHandshake/p99").asDouble(), 0.02);
        assertEquals(30, json.at("/phases/1/summary/classes/tls").asInt());
        assertTrue(json.at("/phases/0/summary/tls").isMissingNode());
        String text = MarkdownReport.render(without);
        for (String line : List.of(
                "**Warning**: insecure: no certificate was checked",
                "| tls | - | expired 10, alert-unknown-ca 20 |",
                "| tls handshakes | 0 | 30, 15 resumed |")) {
            assertTrue(text.contains(line), () -> line + " in " + text);
        }
        String page = HtmlReport.render(without);
        for (String part : List.of("insecure: no certificate was checked", "TLS failures", "of these resumed")) {
            assertTrue(page.contains(part), part);
        }
        JsonNode plain = json(report);
        assertTrue(plain.path("insecure").isMissingNode());
        assertFalse(MarkdownReport.render(report).contains("tls"));
    }

    @Test
    void jsonSaysWhatItWasRunWithAndWhen() throws IOException {
        JsonNode json = json(report);
        assertEquals("1.2.3", json.at("/versions/faultline").asText());
        assertEquals("2026-01-31T12:00:00Z", json.path("started").asText());
        assertEquals("2026-01-31T12:00:10Z", json.path("ended").asText());
        assertEquals("GET answered 500", json.at("/undone/1/failure").asText());
        assertEquals(12.34, json.at("/changes/0/at").asDouble());
        assertEquals(2.5, json.at("/undone/1/from").asDouble());
        assertEquals(4, json.at("/undone/1/to").asDouble());
        assertTrue(json.path("span").isMissingNode() && json.path("course").isMissingNode(), "they are unwrapped");
        assertTrue(json.path("chronicle").isMissingNode(), "it is unwrapped");
    }

    @Test
    void jsonHoldsTheTimelineTheControlAndTheDistribution() throws IOException {
        JsonNode json = json(Report.of(Samples.half(), Samples.VERSIONS));
        assertEquals(40, json.path("timeline").size());
        assertEquals("warmup", json.at("/timeline/0/state").asText());
        assertEquals("2026-01-31T12:00:00Z", json.path("since").asText());
        assertEquals("verify", json.at("/states/4/state").asText());
        assertEquals(34.4, json.at("/states/4/from").asDouble(), 1e-9);
        assertEquals(40, json.at("/states/4/to").asDouble());
        assertEquals(
                WireJson.mapper()
                        .readTree(
                                "{\"index\":1,\"from\":18.5,\"to\":19.0,\"end\":\"failed\",\"reason\":\"no answer\"}"),
                json.at("/steps/1"));
        assertEquals(0, json.path("stepsLeftOut").asInt(-1));
        assertEquals(1.0, json.at("/phases/1/control/successRate/value").asDouble());
        assertTrue(json.at("/phases/0/control").isMissingNode());
        double sum = 0;
        for (JsonNode bucket : json.at("/phases/1/distribution")) {
            sum += bucket.path("share").asDouble();
        }
        assertEquals(1, sum, 1e-9);
    }

    @Test
    void jsonHoldsTheCurve() throws IOException {
        JsonNode curve = json(Report.of(Samples.sweep(), Samples.VERSIONS)).path("curve");
        assertEquals("weight", curve.path("vary").asText());
        assertEquals(11, curve.path("broke").asDouble());
        assertEquals(9.5, curve.path("held").asDouble());
        assertEquals(
                "the hypothesis breaks between weight 9.5 and 11",
                curve.path("sentence").asText());
        assertEquals("met", curve.at("/levels/0/ruling").asText());
        assertEquals(1000, curve.at("/levels/0/samples").asInt());
        assertTrue(curve.at("/levels/0/latency/p95").isNumber());
        assertEquals(
                "success_rate >= 90%", curve.at("/levels/0/checks/0/threshold").asText());
    }

    @Test
    void markdownTellsTheCurveAndTheControl() {
        String sweep = MarkdownReport.render(Report.of(Samples.sweep(), Samples.VERSIONS));
        assertTrue(
                sweep.contains("\n## Resilience curve\n\nthe hypothesis breaks between weight 9.5 and 11.\n"), sweep);
        assertTrue(sweep.contains("| 11 | violated | "), sweep);
        String half = MarkdownReport.render(Report.of(Samples.half(), Samples.VERSIONS));
        assertTrue(half.contains("| control ok | - | 100.00% | - |"), half);
    }

    @Test
    void attemptsAndRequestsAreToldApart() throws IOException {
        Report retried = Report.of(RetriedSamples.sweep(), Samples.VERSIONS);
        Summary.Requests requests = retried.phases().get(1).summary().requests();
        String text = MarkdownReport.render(retried);
        assertTrue(text.contains("| attempts | 400 | 1233 | 0 |"), text);
        assertTrue(text.contains("| requests | 400 | 800 | 0 |"), text);
        assertTrue(text.contains("| retries | 0 | " + requests.retries() + " | 0 |"), text);
        assertTrue(text.contains("| retries denied | 0 | 2 | 0 |"), text);
        assertTrue(text.contains("| success rate of attempts | 100.00% |"), text);
        assertTrue(text.contains("| success rate of requests | 100.00% | 89.13% | no data |"), text);
        assertFalse(MarkdownReport.render(report).contains("requests"), "nothing was repeated");
        JsonNode level = json(retried).at("/curve/levels/0");
        assertEquals(400, level.at("/requests/samples").asInt());
        assertTrue(level.at("/requests/retries").asInt() > 0);
    }

    @Test
    void markdownTellsWhatWasJudgedAtEachLevelAndWhy() {
        String text = MarkdownReport.render(Report.of(RetriedSamples.sweep(), Samples.VERSIONS));
        assertTrue(
                text.contains("| weight | ruling | success_rate of requests >= 95% | p99 &lt; 2s |"
                        + " success rate of attempts | p50 | p95 | p99 | attempts | requests |"),
                text);
        assertTrue(text.contains("| 10 | met | 100.00% (99.05 to 100.00%) | "), text);
        assertTrue(text.contains("| 35 | undecided | - | - | no data | - | - | - | 0 | 0 |"), text);
        assertTrue(
                text.contains("\n## Checks: weight 60\n\n- violated: success_rate of requests >= 95% does not"), text);
        assertTrue(text.contains("- undecided: p99 &lt; 2s: no data"), text);
    }

    @Test
    void aPhaseWithoutDataHasNoTimes() {
        String text = MarkdownReport.render(Report.of(Samples.silent(), Samples.VERSIONS));
        assertTrue(text.contains("| p95 | - | - |"), text);
        assertTrue(text.contains("| control p95 | - | - |"), text);
        assertTrue(text.contains("| classes | - | - |"), text);
        assertTrue(text.contains("| statuses | - | - |"), text);
        assertFalse(text.contains("0.0ms"), text);
    }

    @Test
    void markdownOfHostileTextsIsTextAlone() {
        String text = MarkdownReport.render(Report.of(Samples.hostile(), Samples.VERSIONS));
        assertTrue(text.startsWith("# &lt;/title>&lt;/pre>&lt;script>alert(1)&lt;/script>"), text);
        assertFalse(text.contains("\u202E"), "nothing turns the text around");
    }

    @Test
    void markdownOfNothingSaysSo() {
        String text = MarkdownReport.render(Report.of(Samples.empty(), Samples.VERSIONS));
        assertTrue(text.contains("**aborted**: it could not begin"), text);
        assertTrue(text.contains("Nothing was measured."), text);
        assertTrue(text.contains("Nothing had been changed."), text);
    }

    @Test
    void requestsThatThePlanTellsApartAreToldApart() throws IOException {
        Tally tally = new Tally();
        for (int i = 0; i < 10; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 0);
            instants.connected(0);
            instants.ended(5_000_000);
            tally.record(
                    instants, Result.answered(i < 8 ? 200 : 503, false, false, false), i < 5 ? "cart" : "checkout");
        }
        JsonNode named = WireJson.mapper().valueToTree(Summary.of(tally, 2)).path("byName");
        assertEquals(
                "{\"200\":3,\"503\":2}", named.path("checkout").path("statuses").toString());
        assertEquals(0.6, named.at("/checkout/successRate/value").asDouble());
        assertEquals(5, named.at("/cart/samples").asInt());
        assertEquals(5.0, named.at("/cart/latency/p95").asDouble(), 0.05);
        assertEquals(2, named.at("/checkout/classes/http-5xx").asInt());
        JsonNode second = WireJson.mapper().valueToTree(Summary.of(tally, 2).withoutNames());
        assertTrue(second.path("byName").isMissingNode());
        assertEquals(10, second.path("samples").asInt());
    }

    @Test
    void aPartyThatAnsweredNothingIsLeftOut() {
        assertEquals(0, report.phases().get(0).summary().share(Answerer.PROXY));
        assertEquals(
                Map.of(ResultClass.OK, 5L, ResultClass.INJECTED, 5L),
                report.phases().get(0).summary().classes());
    }
}
