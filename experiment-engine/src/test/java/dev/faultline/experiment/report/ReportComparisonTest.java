package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.load.threshold.Estimate;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportComparisonTest {

    private static final ObjectMapper JSON = WireJson.mapper();

    private static JsonNode json(ExperimentResult result) throws IOException {
        return JSON.readTree(new JsonReport(JSON).render(Report.of(result, Samples.VERSIONS)));
    }

    private static JsonNode share(String fraction) {
        String[] parts = fraction.split("/", 2);
        return JSON.valueToTree(Estimate.ofShare(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    }

    /** The intervals of rows 1 to 3 are those of Newcombe 1998, table II, cases (a), (b) and (e) of method 10. */
    @ParameterizedTest(name = "{0} against {1}: {2} to {3}")
    @CsvSource({
        "56/70, 48/80, 0.0524, 0.3339, true",
        "9/10, 3/10, 0.1705, 0.8090, true",
        "10/10, 0/20, 0.6791, 1.0000, true",
        "500/1000, 500/1000, -0.0437, 0.0437, false",
        "989/1000, 995/1000, -0.0151, 0.0022, false",
        "480/1000, 989/1000, -0.5402, -0.4768, true",
    })
    void theIntervalIsNewcombes(String b, String a, double low, double high, boolean beyond) {
        ReportComparison.RateDifference difference = ReportComparison.RateDifference.of(share(a), share(b));
        assertNotNull(difference);
        assertEquals(low, difference.low(), 1e-4);
        assertEquals(high, difference.high(), 1e-4);
        assertEquals(beyond, difference.beyondChance());
        assertEquals(!beyond, difference.sentence().contains("does not differ beyond chance"));
    }

    @Test
    void whatIsTheSameDiffersInNothing() throws IOException {
        ReportComparison same = ReportComparison.of(json(Samples.half()), json(Samples.half()));
        assertEquals(List.of(), same.changed());
        assertEquals(3, same.phases().size());
        for (ReportComparison.Phase phase : same.phases()) {
            ReportComparison.RateDifference rates = phase.successRate();
            assertNotNull(rates);
            assertFalse(rates.beyondChance());
            phase.figures().values().forEach(pair -> assertEquals(0.0, pair.difference()));
        }
    }

    @Test
    void whatDiffersIsTold() throws IOException {
        ReportComparison two = ReportComparison.of(json(Samples.half()), json(Samples.sweep()));
        assertEquals("pass", two.a().verdict().path("outcome").asText());
        assertEquals("the hypothesis breaks between weight 9.5 and 11", two.b().curve());
        ReportComparison.Phase inject = two.phases().get(1);
        assertEquals("inject", inject.phase());
        ReportComparison.RateDifference rates = inject.successRate();
        assertNotNull(rates);
        assertTrue(rates.beyondChance() && rates.difference() > 0.4, rates.sentence());
        assertTrue(rates.sentence().startsWith("the success rate rose: 49."), rates.sentence());
        ReportComparison.Pair injected = inject.classes().get("injected");
        assertNotNull(injected);
        assertNotNull(injected.difference());
        assertTrue(injected.difference() < -0.4);
        assertTrue(two.changed()
                .contains(new ReportComparison.Changed("inject", "share of injector = split", "met", "absent")));
        assertEquals("verify", two.phases().get(2).phase());
        assertNull(two.phases().get(2).successRate());
    }

    @Test
    void ofNothingThereIsNothingToTell() throws IOException {
        ReportComparison nothing = ReportComparison.of(json(Samples.empty()), json(Samples.silent()));
        assertEquals(2, nothing.phases().size());
        assertNull(nothing.phases().get(0).successRate());
        ReportComparison.Pair p95 = nothing.phases().get(0).figures().get("p95");
        assertNotNull(p95);
        assertNull(p95.difference());
        assertNull(p95.a());
        assertNull(p95.b(), "of no samples there is no percentile, and not one of 0 ms");
        ReportComparison.Pair samples = nothing.phases().get(0).figures().get("samples");
        assertNotNull(samples);
        assertEquals(0.0, samples.b());
    }
}
