package dev.faultline.mesh.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.MergePatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a server that keeps objects as the API of a cluster does. */
@EnableKubernetesMockClient(crud = true, https = false)
class KubernetesSplitTest extends RouteOnACluster {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    @Override
    KubernetesClient client() {
        return client;
    }

    @Test
    void itWaitsForSilenceWhileThisPodsProxyRoutesOtherwise() {
        Target target = Target.of("http://demo-backend:8080/");
        assertFalse(split.waitsForSilence(target), "nothing is known");
        routing = MeshSource.Routing.ROUTE;
        assertFalse(split.waitsForSilence(target));
        routing = MeshSource.Routing.SERVICE_PROFILE;
        assertTrue(split.waitsForSilence(target));
        split.silenced();
        assertFalse(split.waitsForSilence(target), "another would not help either");
        routing = MeshSource.Routing.ROUTE;
        split.refresh();
        routing = MeshSource.Routing.SERVICE_PROFILE;
        assertTrue(split.waitsForSilence(target), "it has changed once more");
    }

    @Test
    void aChangeByHandIsRememberedAndForgottenWhenItIsTakenBack() {
        split.change(weights(50, 50));
        assertEquals(weights(50, 50), split.split());
        assertEquals("{\"demo-backend\":100,\"error-injector\":0}", annotation(Annotations.ORIGINAL));
        assertEquals("", annotation(Annotations.LEASE), "nobody has to renew it");
        split.change(weights(10, 90));
        assertEquals(
                "{\"demo-backend\":100,\"error-injector\":0}", annotation(Annotations.ORIGINAL), "the first counts");
        split.change(weights(100, 0));
        assertEquals("", annotation(Annotations.ORIGINAL) + annotation(Annotations.RESTORE));
    }

    @Test
    void aRevisionIsAnotherAfterEveryChangeOfTheWeightsAndAfterNoLease() {
        split.borrow(weights(50, 50));
        String borrowed = split.revision().id();
        pass(Duration.ofSeconds(11));
        split.refresh();
        assertEquals(borrowed, split.revision().id(), "a lease that is renewed changes nothing");
        split.change(weights(20, 80));
        assertNotEquals(borrowed, split.revision().id());
        assertEquals(weights(20, 80), split.revision().split());
    }

    @Test
    void whatIsReleasedOrChangedByHandIsHeldNoMore() {
        split.borrow(weights(50, 50));
        split.release();
        assertEquals(weights(50, 50), split.split(), "as they are");
        assertEquals(
                "", annotation(Annotations.LEASE) + annotation(Annotations.ORIGINAL) + annotation(Annotations.HOLDER));
        split.borrow(weights(20, 80));
        split.change(weights(30, 70));
        assertEquals("", annotation(Annotations.LEASE), "whoever does it by hand ends the experiment");
        pass(Duration.ofSeconds(40));
        split.refresh();
        assertEquals(weights(30, 70), split.split());
        split.release();
        assertEquals(weights(30, 70), split.split(), "harmless");
    }

    @Test
    void whoChangedTheSpecLastIsToldAsTheServerKnowsIt() {
        ObjectNode object = stored();
        object.withObject("/metadata")
                .set(
                        "managedFields",
                        RouteSamples.read(
                                        "{\"all\":["
                                                + "{\"manager\":\"helm\",\"time\":\"2026-01-01T00:00:00Z\",\"fieldsV1\":{\"f:spec\":{}}},"
                                                + "{\"manager\":\"kubectl-edit\",\"time\":\"2026-01-02T00:00:00Z\",\"fieldsV1\":{\"f:spec\":{}}},"
                                                + "{\"manager\":\"controller\",\"time\":\"2026-01-03T00:00:00Z\",\"fieldsV1\":{\"f:status\":{}}}]}")
                                .path("all"));
        put(object);
        assertEquals("kubectl-edit", split.revision().by());
    }

    @Test
    void anybodyCanRestoreByThePatchThatTheObjectCarries() {
        split.borrow(weights(0, 100));
        // As kubectl and the API server do it; the mock server appends to lists instead.
        put((ObjectNode) MergePatch.apply(stored(), RouteSamples.read(annotation(Annotations.RESTORE))));
        assertEquals(weights(100, 0), split.split());
        assertEquals(
                "",
                annotation(Annotations.ORIGINAL)
                        + annotation(Annotations.RESTORE)
                        + annotation(Annotations.LEASE)
                        + annotation(Annotations.HOLDER));
        pass(Duration.ofSeconds(11));
        split.refresh();
        assertEquals("", annotation(Annotations.LEASE), "whoever has put them back is not overruled");
    }

    @Test
    void whatIsBorrowedIsRenewedAndGivenBack() {
        split.borrow(weights(50, 50));
        assertEquals("2026-11-23T08:00:30Z", annotation(Annotations.LEASE));
        assertEquals("pod-a/1", annotation(Annotations.HOLDER));
        pass(Duration.ofSeconds(9));
        split.refresh();
        assertEquals("2026-11-23T08:00:30Z", annotation(Annotations.LEASE));
        pass(Duration.ofSeconds(1));
        split.refresh();
        assertEquals("2026-11-23T08:00:40Z", annotation(Annotations.LEASE));
        split.giveBack(weights(100, 0));
        split.giveBack(weights(100, 0));
        assertEquals(weights(100, 0), split.split());
        assertEquals(
                "",
                annotation(Annotations.ORIGINAL)
                        + annotation(Annotations.RESTORE)
                        + annotation(Annotations.LEASE)
                        + annotation(Annotations.HOLDER));
    }

    @Test
    void whatADeadProcessHasBorrowedGoesBack() {
        split.borrow(weights(50, 50));
        KubernetesSplit other = process("pod-b/1");
        other.refresh();
        pass(Duration.ofMillis(29_999));
        other.refresh();
        assertEquals(weights(50, 50), other.split());
        pass(Duration.ofMillis(1));
        other.refresh();
        assertEquals(weights(100, 0), other.split());
        assertEquals(1, other.restored());
        assertEquals(
                "",
                annotation(Annotations.ORIGINAL)
                        + annotation(Annotations.RESTORE)
                        + annotation(Annotations.LEASE)
                        + annotation(Annotations.HOLDER));
        other.refresh();
        assertEquals(1, other.restored());
    }

    @Test
    void aLeaseThatIsRenewedHoldsWhateverTheClocksSay() {
        split.borrow(weights(50, 50));
        KubernetesSplit other = process("pod-b/1");
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(5));
            split.refresh();
            other.refresh();
        }
        assertEquals(weights(50, 50), other.split());
        assertEquals(0, other.restored());
    }

    @Test
    void whatIsHeldIsNotTakenByAnother() {
        split.borrow(weights(50, 50));
        KubernetesSplit other = process("pod-b/1");
        for (Runnable taking : new Runnable[] {
            () -> other.change(weights(1, 1)), () -> other.borrow(weights(1, 1)),
        }) {
            SplitFailed refusal = assertThrows(SplitFailed.class, taking::run);
            assertEquals(Reason.TAKEN, refusal.reason());
            assertEquals(
                    "HTTPRoute demo-backend-faults in namespace test is held by an experiment of pod-a/1",
                    refusal.getMessage());
        }
        assertEquals("pod-a/1", annotation(Annotations.HOLDER));
        assertEquals(weights(50, 50), split.split());
    }

    @Test
    void aJournalReadByTheNextProcessGivesBack() {
        split.borrow(weights(50, 50));
        process("pod-a/2").giveBack(weights(100, 0));
        assertEquals(weights(100, 0), split.split());
        assertEquals("", annotation(Annotations.LEASE));
    }

    @Test
    void onlyTheBackendsOfTheRouteCanBeNamed() {
        assertThrows(InvalidValue.class, () -> split.change(new Split(Map.of("demo-backend", 1, "another", 1))));
        assertEquals(weights(100, 0), split.split());
    }

    @Test
    void whatIsNotOursIsNotTouched() {
        at().inNamespace("test").withName(ref.name()).edit(there -> {
            there.getMetadata().setLabels(Map.of());
            return there;
        });
        SplitFailed refusal = assertThrows(SplitFailed.class, () -> split.change(weights(1, 1)));
        assertEquals(Reason.UNFIT, refusal.reason());
        assertEquals(
                "HTTPRoute demo-backend-faults in namespace test is not steered: it does not carry the label"
                        + " app.kubernetes.io/part-of: faultline",
                refusal.getMessage());
    }

    @Test
    void whatIsNotThereIsNamed() {
        at().inNamespace("test").withName(ref.name()).delete();
        SplitFailed refusal = assertThrows(SplitFailed.class, split::split);
        assertEquals(Reason.MISSING, refusal.reason());
        assertEquals(
                "there is no HTTPRoute demo-backend-faults in namespace test (is"
                        + " httproutes.gateway.networking.k8s.io installed?)",
                refusal.getMessage());
    }

    @Test
    void whatWasNotSeenLatelyIsNotKnown() {
        assertEquals(Optional.empty(), split.known());
        assertEquals(ExpectedShare.UNKNOWN, split.expectedShare());
        split.refresh();
        assertEquals(Optional.of(weights(100, 0)), split.known());
        assertEquals(new ExpectedShare(0), split.expectedShare());
        pass(Duration.ofSeconds(11));
        assertEquals(Optional.empty(), split.known());
        assertTrue(Double.isNaN(split.expectedShare().injected()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GRPCROUTE", "TRAFFICSPLIT"})
    void theOtherKindsAreSteeredTheSameWay(RouteRef.Kind kind) {
        ref = new RouteRef(kind, "other");
        create((kind == RouteRef.Kind.TRAFFICSPLIT ? RouteSamples.SPLIT : RouteSamples.ROUTE)
                .replace("HTTPRoute", kind.kind())
                .replaceAll("name: (demo-backend-faults|error-split)", "name: other")
                .replace(
                        "    - matches: [{path: {type: PathPrefix, value: /}}]\n      timeouts: {request: 5s}\n      b",
                        "    - b"));
        KubernetesSplit other = process("pod-a/1");
        Split before = other.split();
        other.borrow(weights(25, 75));
        assertEquals(weights(25, 75), other.split());
        assertFalse(annotation(Annotations.RESTORE).isEmpty());
        other.refresh();
        assertEquals(new ExpectedShare(0.75), other.expectedShare());
        other.giveBack(before);
        assertEquals(before, other.split());
        assertNull(stored().path("metadata").path("annotations").get(Annotations.RESTORE));
    }
}
