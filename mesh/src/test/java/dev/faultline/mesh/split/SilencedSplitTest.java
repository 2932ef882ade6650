package dev.faultline.mesh.split;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The kill switch on a route in a cluster: no lease and no mark brings the injector's weight back. */
@EnableKubernetesMockClient(crud = true, https = false)
class SilencedSplitTest extends RouteOnACluster {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @Override
    KubernetesClient client() {
        return client;
    }

    private void assertQuiet() {
        assertEquals(weights(100, 0), split.split());
        assertEquals(
                "",
                annotation(Annotations.ORIGINAL)
                        + annotation(Annotations.RESTORE)
                        + annotation(Annotations.LEASE)
                        + annotation(Annotations.HOLDER));
    }

    @Test
    void whatThisProcessHasBorrowedStaysQuiet() {
        split.change(weights(30, 70));
        split.borrow(weights(10, 90));
        assertEquals(weights(100, 0), split.silence());
        assertQuiet();
        split.giveBack(weights(30, 70));
        assertQuiet();
        pass(Duration.ofSeconds(60));
        split.refresh();
        assertQuiet();
    }

    @Test
    void whatAnotherHoldsIsTakenFromIt() {
        KubernetesSplit other = process("pod-b/1");
        other.change(weights(30, 70));
        other.borrow(weights(10, 90));
        assertEquals(weights(100, 0), split.silence());
        assertEquals(weights(100, 0), split.silence());
        other.refresh();
        other.giveBack(weights(30, 70));
        pass(Duration.ofSeconds(60));
        other.refresh();
        split.refresh();
        assertQuiet();
    }

    @Test
    void weightsThatWouldComeBackToFaultsDoNot() {
        split.change(weights(50, 50));
        split.borrow(weights(100, 0));
        // It gets nothing just now, but would again.
        assertEquals(weights(100, 0), split.silence());
        split.giveBack(weights(50, 50));
        assertQuiet();
    }
}
