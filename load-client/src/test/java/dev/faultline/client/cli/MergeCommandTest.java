package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.client.text.AttackReport;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.TimedTally;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MergeCommandTest {

    private static final ObjectMapper JSON = WireJson.mapper();
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path files;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int merge(String... arguments) {
        CommandLine commandLine = new CommandLine(new MergeCommand(JSON, new StrictReader(JSON)));
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    private static Tally tally(int ok, int broken, long millis) {
        Tally tally = new Tally();
        for (int i = 0; i < ok + broken; i++) {
            AttemptTimestamps timestamps = new AttemptTimestamps(0, 0);
            timestamps.connected(0);
            timestamps.ended(millis * 1_000_000);
            Result result = Result.answered(i < ok ? 200 : 503, false, false, false);
            tally.arrived();
            tally.record(timestamps, result);
            tally.request(timestamps.latencyNanos(), result);
        }
        return tally;
    }

    private static LoadPlan plan(double rate) {
        return LoadPlan.of(
                Target.of("http://a/"),
                Demand.of(rate, Demand.Arrival.CONSTANT),
                Duration.ofSeconds(10),
                Transport.STANDARD);
    }

    private String report(String name, double rate, @Nullable String shard, int startsAfter, Tally tally)
            throws IOException {
        Threshold threshold = Threshold.of("success_rate >= 90%");
        AttackReport report = new AttackReport(
                plan(rate),
                NOON.plusSeconds(startsAfter),
                shard == null ? null : Shard.parse("shard", shard),
                null,
                null,
                Summary.of(tally, 10),
                List.of(threshold.judge(new TimedTally(tally, 10), Reference.to(ExpectedShare.UNKNOWN))),
                tally.document());
        return Files.writeString(files.resolve(name), JSON.writeValueAsString(report))
                .toString();
    }

    @Test
    void partsAddUpAsIfOneHadSentAll() throws IOException {
        List<String> all = new ArrayList<>(List.of("--json"));
        Tally whole = new Tally();
        for (int part = 1; part <= 3; part++) {
            Tally tally = tally(100 * part, part, 10L * part);
            whole.add(tally);
            all.add(report("part" + part, 100, part + "/3", 0, tally));
        }
        assertEquals(0, merge(all.toArray(String[]::new)), err::toString);
        JsonNode merged = JSON.readTree(out.toString());
        JsonNode expected = JSON.readTree(JSON.writeValueAsString(Summary.of(whole, 10)));
        expected.fieldNames().forEachRemaining(field -> assertEquals(expected.get(field), merged.get(field), field));
        assertEquals(600, merged.at("/statuses/200").asInt());
        assertEquals("met", merged.at("/checks/0/ruling").asText());
        assertEquals(1, merged.get("checks").size());
        assertTrue(merged.path("shard").isMissingNode());
        assertEquals("", err.toString());
        // And what was added up adds up again.
        String half = Files.writeString(files.resolve("half"), out.toString()).toString();
        out.getBuffer().setLength(0);
        assertEquals(0, merge("--json", half, report("more", 100, null, 0, tally(1, 0, 5))));
        assertEquals(607, JSON.readTree(out.toString()).path("samples").asInt());
    }

    @Test
    void theTimeIsFromTheFirstBeginningToTheLastEnd() throws IOException {
        assertEquals(
                0,
                merge(
                        "--json",
                        report("a", 100, null, 0, tally(200, 0, 5)),
                        report("b", 100, null, 5, tally(100, 0, 5))));
        JsonNode merged = JSON.readTree(out.toString());
        assertEquals(15, merged.path("seconds").asInt());
        assertEquals(20, merged.path("rate").asInt());
        assertEquals(NOON.toString(), merged.path("started").asText());
    }

    @Test
    void aPartThatIsMissingLeavesItOpen() throws IOException {
        assertEquals(
                98, merge(report("a", 100, "1/4", 0, tally(500, 0, 5)), report("b", 100, "3/4", 0, tally(500, 0, 5))));
        assertEquals(
                "parts of the load are missing: 2/4, 4/4",
                err.toString().strip().lines().reduce((x, y) -> y).orElseThrow());
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "success_rate >= 99%, 99",
        "success_rate >= 90%, 0",
        "p99 < 1ms, 99",
        "success_rate => 1%, 104",
        "p99 < 1s over 10s, 104",
        "p99 < baseline, 104",
        "p99 of request none < 1s, 104",
    })
    void thresholdsAreJudgedOnTheSum(String threshold, int code) throws IOException {
        assertEquals(
                code,
                merge(
                        "--threshold",
                        threshold,
                        report("a", 100, "1/2", 0, tally(900, 0, 5)),
                        report("b", 100, "2/2", 0, tally(900, 100, 5))));
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() throws IOException {
        String one = report("one", 100, "1/2", 0, tally(10, 0, 5));
        assertRefused("must be of the same plan as", one, report("two", 50, "2/2", 0, tally(10, 0, 5)));
        assertRefused("must be another part than", one, report("two", 100, "1/2", 0, tally(10, 0, 5)));
        assertRefused("must be one of 2 parts", one, report("two", 100, "2/3", 0, tally(10, 0, 5)));
        assertRefused("must be a part of a load", one, report("two", 100, null, 0, tally(10, 0, 5)));
        assertRefused(
                "must be a file that can be read", one, files.resolve("gone").toString());
        assertRefused(
                "must be what attack --json prints",
                one,
                Files.writeString(files.resolve("text"), "hello").toString());
        assertRefused(
                "must be what attack --json prints",
                one,
                Files.writeString(files.resolve("other"), "{}").toString());
        ObjectNode altered = (ObjectNode) JSON.readTree(files.resolve("one").toFile());
        ((ObjectNode) altered.get("tally")).put("arrivals", -1);
        assertRefused(
                "tally",
                one,
                Files.writeString(files.resolve("altered"), altered.toString()).toString());
    }

    private void assertRefused(String rule, String... arguments) {
        err.getBuffer().setLength(0);
        assertEquals(104, merge(arguments));
        assertTrue(err.toString().contains(rule), err::toString);
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertEquals("", out.toString());
    }
}
