package dev.faultline.injector.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedPlanTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private final PlanJson json = new PlanJson();
    private final SharedPlan.Format shared = new SharedPlan.Format(json, () -> NOW);

    private static String text(String document) {
        return document.replace('\'', '"');
    }

    private FaultPlan plan(String document) {
        return json.read(text(document).getBytes(StandardCharsets.UTF_8)).acceptedAt(NOW);
    }

    @Test
    void everyReplicaReadsWhatOneHasWrittenWheneverItDoes() {
        SharedPlan written = SharedPlan.of(
                plan("{'expiresIn':'10m','rules':[{'when':{'type':'ramp','over':'5m'},"
                        + "'aborts':[{'percentage':50,'type':'reset'}]}]}"),
                42);
        String document = shared.write(written);
        SharedPlan.Format later = new SharedPlan.Format(json, () -> NOW.plusSeconds(300));
        assertEquals(document, later.write(later.read(document)));
        assertTrue(document.contains("\"seed\" : 42"), document);
    }

    @Test
    void aSeedThatIsGivenStays() {
        assertEquals(7, SharedPlan.of(plan("{'seed':7}"), 42).plan().seed());
    }

    @Test
    void theKillSwitchIsPartOfTheDocument() {
        SharedPlan stopped = SharedPlan.stopped(plan("{'maxActiveFaults':5,'rules':[{'name':'a'}]}"));
        SharedPlan read = shared.read(shared.write(stopped));
        assertTrue(read.stopped());
        assertEquals(5, read.plan().maxActiveFaults());
        assertTrue(read.plan().rules().isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'expiresIn':'10m'} | must mean the same whenever it is read",
                "{'rules':[{'when':{'type':'ramp','over':'5m'}}]} | must mean the same whenever it is read",
                "{'stopped':'yes'} | stopped must be true or false",
                "{'stopped':true,'rules':[{'name':'a'}]} | stopped must not be true beside rules",
                "{'rule':[]} | rule",
                "[] | must be an object",
                "{ | broken at line 1",
            })
    void whatReplicasWouldReadDifferentlyIsRefused(String document, String complaint) {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> shared.read(text(document)));
        assertTrue(refusal.getMessage().contains(complaint), refusal.getMessage());
    }

    @Test
    void whatFitsInNoConfigMapIsRefused() {
        SharedPlan large = SharedPlan.of(
                plan("{'rules':[{'aborts':[{'percentage':50,'type':'status','status':500,'body':'"
                        + "x".repeat(1_000_000) + "'}]}]}"),
                42);
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> shared.write(large));
        assertTrue(refusal.getMessage().contains("must have at most 1000000 bytes to fit in a ConfigMap"));
    }
}
