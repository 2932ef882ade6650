package dev.faultline.injector.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.platform.cluster.MockCluster;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas on one ConfigMap. */
@Timeout(60)
class ConfigMapPlanStoreTest {

    private static final String EMPTY = "{}";
    private static final String FAULTS = "{'expiresIn':'10m','rules':[{'name':'a'}]}";
    private static final String OTHERS = "{'rules':[{'name':'b'}]}";

    private final MockCluster cluster = new MockCluster();
    private final List<Replica> replicas = new ArrayList<>();

    @AfterEach
    void close() {
        replicas.forEach(Replica::close);
        cluster.close();
    }

    private Replica replica(String configured) {
        Replica replica = new Replica(cluster, replicas.size() + 1).started(configured);
        replicas.add(replica);
        return replica;
    }

    private static boolean hasRule(FaultPlan plan, String name) {
        return plan.rules().stream().anyMatch(rule -> rule.name().equals(name));
    }

    @Test
    void whatOneIsToldTheOthersDoToTheLetter() throws InterruptedException {
        cluster.create(null);
        Replica one = replica(EMPTY);
        Replica other = replica(EMPTY);
        FaultPlan put = one.put(FAULTS);
        assertEquals(1L, put.seed(), "the seed is drawn once, for all");
        assertEquals(Replica.NOW.plusSeconds(600), put.expiresAt(), "the end is an instant");
        other.await(plan -> hasRule(plan, "a"));
        assertEquals(one.document(), other.document());
        other.put(OTHERS);
        one.await(plan -> hasRule(plan, "b"));
        assertEquals(one.document(), other.document());
        assertTrue(one.plans().isSynced() && other.plans().isSynced());
    }

    @Test
    void aChangeIsMadeOfTheNewestPlanAlsoWhenAnotherComesBetween() {
        cluster.create(null);
        Replica one = replica(EMPTY);
        Replica other = replica(EMPTY);
        List<FaultPlan> seen = new ArrayList<>();
        FaultPlan changed = one.plans().change(newest -> {
            seen.add(newest);
            if (seen.size() == 1) {
                other.put(FAULTS);
            }
            return new FaultPlan(newest.seed(), null, 7, newest.rules(), newest.otherwise(), newest.tls());
        });
        assertEquals(2, seen.size());
        assertTrue(hasRule(changed, "a") && changed.maxActiveFaults() == 7);
        assertEquals(changed, one.inForce());
    }

    @Test
    void theKillSwitchStopsAll() throws InterruptedException {
        cluster.create(null);
        Replica one = replica(EMPTY);
        Replica other = replica(EMPTY);
        one.put(FAULTS);
        other.await(plan -> hasRule(plan, "a"));
        int released = other.releases();
        assertEquals(List.of(), one.plans().stop().rules());
        other.await(plan -> plan.rules().isEmpty());
        other.awaitReleases(released + 1);
        assertTrue(cluster.text().contains("\"stopped\" : true"), cluster::text);
        String written = cluster.text();
        assertEquals(List.of(), one.plans().stop().rules(), "it is idempotent");
        assertEquals(written, cluster.text());
    }

    @Test
    void aRestartKeepsWhatIsShared() {
        cluster.create(null);
        replica(EMPTY).put(FAULTS);
        assertTrue(hasRule(replica(OTHERS).inForce(), "a"));
        replicas.get(0).plans().stop();
        assertEquals(List.of(), replica(OTHERS).inForce().rules(), "the kill switch outlives a restart");
    }

    @Test
    void theSettingIsInForceUntilAPlanIsSharedAndIsNotWritten() {
        cluster.create(null);
        Replica one = replica(OTHERS);
        assertTrue(hasRule(one.inForce(), "b"));
        assertEquals("null", cluster.text());
    }

    @Test
    void withoutTheServerTheKillSwitchStopsHereAndTellsTheOthersLater() throws InterruptedException {
        cluster.create(null);
        Replica one = replica(EMPTY);
        one.put(FAULTS);
        String shared = cluster.text();
        cluster.goAway();
        PlanControl.StoreUnavailable failure = assertThrows(PlanControl.StoreUnavailable.class, one.plans()::stop);
        assertTrue(
                failure.getMessage()
                        .startsWith("stopped here; the other replicas were not told because this pod can't get"
                                + " configmaps/plan in namespace test: the API server can't be reached"),
                failure.getMessage());
        assertEquals(List.of(), one.inForce().rules());
        assertFalse(one.plans().isSynced());
        cluster.comeBack();
        cluster.create(shared);
        Replica other = new Replica(cluster, 9);
        replicas.add(other);
        other.started(EMPTY);
        other.await(plan -> plan.rules().isEmpty());
        assertTrue(cluster.text().contains("\"stopped\" : true"), cluster::text);
        assertEquals(List.of(), one.inForce().rules(), "what it has stopped does not come back by itself");
    }

    @Test
    void withoutTheServerNothingElseIsChanged() {
        cluster.create(null);
        Replica one = replica(EMPTY);
        one.put(FAULTS);
        String before = one.document();
        cluster.goAway();
        PlanControl.StoreUnavailable failure = assertThrows(PlanControl.StoreUnavailable.class, () -> one.put(OTHERS));
        assertTrue(failure.getMessage().startsWith("nothing was changed: can't get configmaps/plan"));
        assertEquals(before, one.document());
    }

    @Test
    void aConditionIsAskedOfTheNewestPlan() {
        cluster.create(null);
        Replica one = replica(EMPTY);
        Replica other = replica(EMPTY);
        other.put(FAULTS);
        assertThrows(
                IllegalStateException.class,
                () -> one.plans().stopIf(newest -> {
                    throw new IllegalStateException(newest.summary());
                }));
        assertTrue(hasRule(one.inForce(), "a"), "nothing was stopped");
        assertEquals(List.of(), one.plans().stopIf(newest -> {}).rules());
    }
}
