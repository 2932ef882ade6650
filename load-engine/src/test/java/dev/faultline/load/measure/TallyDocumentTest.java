package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyDocumentTest {

    private static final int RUNS = 60;
    private static final StrictReader READER = new StrictReader(WireJson.mapper());

    private final SplittableRandom random = new SplittableRandom(20261130);

    @Test
    void whatIsWrittenAndReadIsTheSame() throws JsonProcessingException {
        for (int run = 0; run < RUNS; run++) {
            Tally tally = tally();
            assertEquals(all(tally), all(written(tally)));
            assertEquals(all(tally), all(written(tally.packed())));
        }
    }

    /** As if one had measured all. */
    @Test
    void whatSeveralMeasuredAddsUp() throws JsonProcessingException {
        for (int run = 0; run < RUNS; run++) {
            Tally one = new Tally();
            Tally sum = new Tally();
            for (int part = random.nextInt(1, 5); part > 0; part--) {
                Tally measured = tally();
                one.add(measured);
                sum.add(written(measured));
            }
            assertEquals(all(one), all(sum));
            Tally more = tally();
            one.add(more);
            sum.add(more);
            one.subtract(more);
            sum.subtract(more);
            assertEquals(all(one), all(sum));
        }
    }

    private static Tally written(Tally tally) throws JsonProcessingException {
        byte[] json = WireJson.mapper().writeValueAsBytes(tally.document());
        return Tally.of(READER.read(json, TallyDocument.class));
    }

    /** Returns all that a tally tells. */
    private static List<Object> all(Tally tally) {
        List<Object> all = new ArrayList<>();
        for (ResultClass resultClass : ResultClass.values()) {
            all.add(tally.times(resultClass).histogram());
            for (Answerer answerer : Answerer.values()) {
                all.add(tally.count(resultClass, answerer));
            }
        }
        for (Answerer answerer : Answerer.values()) {
            Scope by = new Scope.By(answerer);
            all.addAll(List.of(
                    tally.answered(answerer),
                    tally.succeeded(answerer),
                    tally.unexpected(answerer),
                    tally.succeeded(by),
                    tally.select(by).latency().histogram()));
        }
        for (Scope scope : List.of(Scope.ATTEMPTS, Scope.REQUESTS)) {
            Tally.ScopeStats stats = tally.select(scope);
            all.addAll(List.of(
                    stats.samples(),
                    stats.succeeded(),
                    stats.unanswered(),
                    stats.latency().histogram()));
        }
        for (String name : tally.names()) {
            Tally.ScopeStats stats = tally.select(new Scope.Named(name));
            all.addAll(List.of(
                    name,
                    stats.samples(),
                    stats.succeeded(),
                    stats.latency().histogram(),
                    tally.classes(name),
                    tally.statuses(name),
                    tally.grpcStatuses(name)));
        }
        for (ShedReason why : ShedReason.values()) {
            all.add(tally.count(why));
        }
        all.addAll(List.of(
                tally.service().histogram(),
                tally.lag().histogram(),
                tally.handshakes().resumed(),
                tally.handshakes().times().histogram(),
                tally.tlsFailures(),
                tally.unverified(),
                tally.statuses(),
                tally.grpcStatuses(),
                tally.arrivals(),
                tally.retries(),
                tally.retriesDenied(),
                tally.unaccounted(),
                tally.mesh(),
                tally.isMeshed(),
                tally.meshGap(),
                tally.meshDisagreement()));
        return all;
    }

    private Tally tally() {
        Tally tally = new Tally();
        for (int i = random.nextInt(200); i > 0; i--) {
            tally.arrived();
            AttemptTimestamps timestamps = timestamps();
            Result result = result();
            if (random.nextBoolean()) {
                tally.record(timestamps, result);
            } else {
                tally.record(timestamps, result, "GET /" + random.nextInt(3));
            }
            if (random.nextBoolean()) {
                tally.request(timestamps.latencyNanos(), result);
            }
            switch (random.nextInt(10)) {
                case 4 -> tally.handshake(random.nextLong(1_000_000_000L), random.nextBoolean());
                case 0 -> tally.retried();
                case 1 -> tally.retryDenied();
                case 3 -> tally.lost(random.nextLong(1_000));
                case 2 -> tally.shed(random.nextBoolean() ? ShedReason.LATE : ShedReason.FULL);
                default -> {}
            }
        }
        switch (random.nextInt(3)) {
            case 0 ->
                tally.take(MeshReading.of(
                                MeshCounts.of(Map.of(
                                        new Series(Answerer.BACKEND, "web", "200", "", true),
                                        random.nextLong(1, 100),
                                        new Series(Answerer.INJECTOR, "error-injector", "none", "reset", false),
                                        random.nextLong(1, 100))),
                                "then")
                        .uncertain(random.nextInt(5)));
            case 1 -> tally.take(MeshReading.none(Gap.LATE));
            default -> {}
        }
        return tally;
    }

    private AttemptTimestamps timestamps() {
        long intended = random.nextLong(1L << 40);
        long dispatched = intended + times();
        AttemptTimestamps timestamps = new AttemptTimestamps(intended, dispatched);
        timestamps.connected(dispatched + times());
        timestamps.ended(dispatched + 2 * times());
        return timestamps;
    }

    /** From below a microsecond to beyond what can be recorded. */
    private long times() {
        return random.nextLong(1L << random.nextInt(1, 44));
    }

    private Result result() {
        return switch (random.nextInt(7)) {
            case 5 -> Result.withoutTls(List.of(TlsFailure.values()).get(random.nextInt(TlsFailure.values().length)));
            case 0 -> Result.unanswered(random.nextBoolean() ? ResultClass.TIMEOUT : ResultClass.REFUSED);
            case 1 -> Result.late(404);
            case 2 -> Result.answered(503, true, true, false);
            case 3 -> Result.answered(504, false, false, true).truncated();
            case 4 -> Result.answered(random.nextInt(2_000), false, false, false);
            default -> Result.answered(200, random.nextBoolean(), false, false).withoutVerification();
        };
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/version | 2",
                "/arrivals | -1",
                "/arrivals | 1.5",
                "/lag | 'AAAA'",
                "/lag | '!'",
                "/lag | ''",
                "/shed/full | -1",
                "/tls | {\"resumed\":1}",
                "/tls | {\"unverified\":-1}",
                "/tls | {\"failures\":{\"expired\":-1}}",
                "/tls | {\"failures\":{\"gone-bad\":1}}",
                "/tls | {\"handshakes\":\"AAAA\"}",
                "/shed/why | 1",
                "/statuses/2000 | 1",
                "/statuses/abc | 1",
                "/requests/succeeded | 1000000",
                "/requests | null",
                "/attempts/0/succeeded | 1000000",
                "/attempts/0/class | 'best'",
                "/attempts/0/times | null",
                "/other | 1",
            })
    void whatIsNoTallyIsRefused(String path, String value) throws JsonProcessingException {
        Tally tally = new Tally();
        tally.record(timestamps(), Result.answered(200, false, false, false));
        tally.request(5, Result.answered(200, false, false, false));
        ObjectNode document = WireJson.mapper().valueToTree(tally.document());
        int last = path.lastIndexOf('/');
        String parent = path.substring(0, last);
        if (document.at(parent).isMissingNode()) {
            document.putObject(parent.substring(1));
        }
        ((ObjectNode) document.at(parent))
                .set(path.substring(last + 1), WireJson.mapper().readTree(value.replace('\'', '"')));
        byte[] json = document.toString().getBytes(StandardCharsets.UTF_8);
        assertThrows(InvalidValue.class, () -> Tally.of(READER.read(json, TallyDocument.class)));
    }

    /** Whatever is altered in a histogram is refused or is one; it takes no more memory than one may. */
    @Test
    void alteredHistogramsAreRefusedOrHistograms() {
        Tally tally = new Tally();
        for (int i = 0; i < 1_000; i++) {
            tally.record(timestamps(), Result.answered(200, false, false, false));
        }
        String lag = String.valueOf(tally.document().lag());
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            char[] altered = lag.toCharArray();
            altered[random.nextInt(altered.length)] = (char) random.nextInt('+', 'z');
            try {
                new TimeHistogram.RecordableHistogram().add("lag", new String(altered));
            } catch (InvalidValue e) {
                assertEquals("lag", e.field());
                refused++;
            }
        }
        assertTrue(refused > 1_000, refused + " of 2000");
    }
}
