package dev.faultline.mesh.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import dev.faultline.platform.wire.MergePatch;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a split that others change too, or that can't be reached just now. */
@EnableKubernetesMockClient(crud = true, https = false)
class OverruledSplitTest extends RouteOnACluster {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @Override
    KubernetesClient client() {
        return client;
    }

    @Test
    void anExperimentGoesBackToWhatWasBeforeItAndNotToAnOlderOriginal() {
        split.change(weights(90, 10));
        overrule(60, 40);
        split.borrow(weights(70, 30));
        assertEquals("{\"demo-backend\":60,\"error-injector\":40}", annotation(Annotations.ORIGINAL));
        KubernetesSplit other = process("pod-b/1");
        other.refresh();
        pass(Duration.ofSeconds(30));
        other.refresh();
        assertEquals(weights(60, 40), other.split());
    }

    @Test
    void whatSomebodyElsePutsMeanwhileStays() {
        split.borrow(weights(10, 90));
        overrule(100, 0);
        split.giveBack(weights(50, 50));
        assertEquals(weights(100, 0), split.split());
        assertEquals(
                "", annotation(Annotations.ORIGINAL) + annotation(Annotations.PUT) + annotation(Annotations.LEASE));

        split.borrow(weights(10, 90));
        overrule(30, 70);
        split.refresh();
        assertEquals(
                "", annotation(Annotations.ORIGINAL) + annotation(Annotations.PUT) + annotation(Annotations.LEASE));
        assertEquals(weights(30, 70), split.split());
    }

    @Test
    void theSameSharesInOtherNumbersAreTheSameWeights() {
        split.borrow(weights(80, 20));
        overrule(160, 40);
        split.refresh();
        assertEquals("pod-a/1", annotation(Annotations.HOLDER));
        split.giveBack(weights(100, 0));
        assertEquals(weights(100, 0), split.split());
    }

    @Test
    void aJournalDoesNotOverruleWhoeverHasRestored() {
        split.borrow(weights(10, 90));
        put((ObjectNode) MergePatch.apply(stored(), RouteSamples.read(annotation(Annotations.RESTORE))));
        overrule(95, 5);
        process("pod-a/2").giveBack(weights(50, 50));
        assertEquals(weights(95, 5), split.split());
    }

    @Test
    void whatCouldNotBeGivenBackGoesBackWhenItsLeaseRunsOut() {
        split.borrow(weights(50, 50));
        KubernetesClient there = client;
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:1")
                        .withNamespace("test")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        assertThrows(SplitFailed.class, () -> split.giveBack(weights(100, 0)));
        client = there;
        split.refresh();
        assertEquals(weights(50, 50), split.split(), "somebody may try again before");
        pass(Duration.ofSeconds(30));
        split.refresh();
        assertEquals(weights(100, 0), split.split());
        assertEquals("", annotation(Annotations.LEASE));
    }

    @Test
    void whatIsOfferedForRestoringFollowsTheRules() {
        split.change(weights(50, 50));
        ObjectNode changed = stored();
        ((ObjectNode) changed.at("/spec/rules/0")).putObject("timeouts").put("request", "9s");
        put(changed);
        split.refresh();
        put((ObjectNode) MergePatch.apply(stored(), RouteSamples.read(annotation(Annotations.RESTORE))));
        assertEquals("9s", stored().at("/spec/rules/0/timeouts/request").asText());
        assertEquals(weights(100, 0), split.split());
    }

    @Test
    void weightsThatAreAllZeroCanBeMended() {
        overrule(1, 0);
        ObjectNode zero = stored();
        ((ObjectNode) zero.at("/spec/rules/0/backendRefs/0")).put("weight", 0);
        put(zero);
        assertEquals(Reason.UNFIT, assertThrows(SplitFailed.class, split::split).reason());
        split.change(weights(90, 10));
        assertEquals(weights(90, 10), split.split());
        assertEquals("", annotation(Annotations.ORIGINAL), "there is nothing to go back to");
    }
}
