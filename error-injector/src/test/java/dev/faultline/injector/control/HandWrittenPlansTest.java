package dev.faultline.injector.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.platform.cluster.MockCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What people and their tools do to the ConfigMap. */
@Timeout(60)
class HandWrittenPlansTest {

    private static final String GOOD = "{\"maxActiveFaults\":7}\n";

    private final MockCluster cluster = new MockCluster();
    private final Replica replica = new Replica(cluster, 1);

    @AfterEach
    void close() {
        replica.close();
        cluster.close();
    }

    private static boolean isGood(FaultPlan plan) {
        return plan.maxActiveFaults() == 7;
    }

    @Test
    void aPlanWrittenByHandIsTaken() throws InterruptedException {
        cluster.create(null);
        replica.started("{}");
        cluster.write(GOOD);
        replica.await(HandWrittenPlansTest::isGood);
    }

    @Test
    void aBrokenOneIsRefusedAndTheOneInForceStays() throws InterruptedException {
        cluster.create(GOOD);
        replica.started("{}");
        cluster.write("{\"maxActiveFaults\":\"many\"}");
        awaitLook("{\"maxActiveFaults\":\"many\"}");
        assertTrue(isGood(replica.inForce()));
        FaultPlan put = replica.put("{'maxActiveFaults':8}");
        assertEquals(8, put.maxActiveFaults(), "a change replaces it");
        assertTrue(replica.plans().isSynced());
    }

    /** A conditional stop looks at what is written there now; this one never stops anything. */
    private void awaitLook(String text) {
        assertEquals(text, cluster.text());
        boolean refused = false;
        try {
            replica.plans().stopIf(newest -> {
                throw new IllegalStateException("only a look");
            });
        } catch (IllegalStateException e) {
            refused = true;
        }
        assertTrue(refused);
        assertFalse(replica.plans().isSynced(), "what is in force is not what is written");
    }

    @Test
    void atStartABrokenOneMeansNoFaults() {
        cluster.create("{");
        replica.started("{'rules':[{'name':'b'}]}");
        assertTrue(replica.inForce().rules().isEmpty());
        assertFalse(replica.plans().isSynced());
    }

    @Test
    void withoutTheConfigMapNothingIsInjectedUntilItIsThere() throws InterruptedException {
        replica.started("{'rules':[{'name':'b'}]}");
        assertTrue(replica.inForce().rules().isEmpty());
        assertFalse(replica.plans().isSynced());
        cluster.create(null);
        replica.await(plan -> plan.rules().size() == 1);
    }

    @Test
    void deletedAndMadeAnewItChangesNothingUntilAPlanIsWritten() throws InterruptedException {
        cluster.create(GOOD);
        replica.started("{}");
        cluster.delete();
        cluster.create(null);
        assertTrue(isGood(replica.inForce()));
        cluster.write("{\"maxActiveFaults\":8}");
        replica.await(plan -> plan.maxActiveFaults() == 8);
    }
}
