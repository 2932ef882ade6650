package dev.faultline.load.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.MergePatch;
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
    void aChangeByHandIsRememberedAndForgottenWhenItIsTakenBack() {
        split.change(weights(50, 50));
        assertEquals(weights(50, 50), split.split());
        assertEquals("{\"demo-backend\":100,\"error-injector\":0}", mark(Marks.ORIGINAL));
        assertEquals("", mark(Marks.LEASE), "nobody has to renew it");
        split.change(weights(10, 90));
        assertEquals("{\"demo-backend\":100,\"error-injector\":0}", mark(Marks.ORIGINAL), "the first counts");
        split.change(weights(100, 0));
        assertEquals("", mark(Marks.ORIGINAL) + mark(Marks.RESTORE));
    }

    @Test
    void anybodyCanRestoreByThePatchThatTheObjectCarries() {
        split.borrow(weights(0, 100));
        // As kubectl and the API server do it; the mock server appends to lists instead.
        put((ObjectNode) MergePatch.apply(stored(), RouteSamples.read(mark(Marks.RESTORE))));
        assertEquals(weights(100, 0), split.split());
        assertEquals("", mark(Marks.ORIGINAL) + mark(Marks.RESTORE) + mark(Marks.LEASE) + mark(Marks.HOLDER));
        pass(Duration.ofSeconds(11));
        split.look();
        assertEquals("", mark(Marks.LEASE), "whoever has put them back is not overruled");
    }

    @Test
    void whatIsBorrowedIsRenewedAndGivenBack() {
        split.borrow(weights(50, 50));
        assertEquals("2026-11-23T08:00:30Z", mark(Marks.LEASE));
        assertEquals("pod-a/1", mark(Marks.HOLDER));
        pass(Duration.ofSeconds(9));
        split.look();
        assertEquals("2026-11-23T08:00:30Z", mark(Marks.LEASE));
        pass(Duration.ofSeconds(1));
        split.look();
        assertEquals("2026-11-23T08:00:40Z", mark(Marks.LEASE));
        split.giveBack(weights(100, 0));
        split.giveBack(weights(100, 0));
        assertEquals(weights(100, 0), split.split());
        assertEquals("", mark(Marks.ORIGINAL) + mark(Marks.RESTORE) + mark(Marks.LEASE) + mark(Marks.HOLDER));
    }

    @Test
    void whatADeadProcessHasBorrowedGoesBack() {
        split.borrow(weights(50, 50));
        KubernetesSplit other = process("pod-b/1");
        other.look();
        pass(Duration.ofMillis(29_999));
        other.look();
        assertEquals(weights(50, 50), other.split());
        pass(Duration.ofMillis(1));
        other.look();
        assertEquals(weights(100, 0), other.split());
        assertEquals(1, other.restored());
        assertEquals("", mark(Marks.ORIGINAL) + mark(Marks.RESTORE) + mark(Marks.LEASE) + mark(Marks.HOLDER));
        other.look();
        assertEquals(1, other.restored());
    }

    @Test
    void aLeaseThatIsRenewedHoldsWhateverTheClocksSay() {
        split.borrow(weights(50, 50));
        KubernetesSplit other = process("pod-b/1");
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(5));
            split.look();
            other.look();
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
        split.change(weights(20, 80));
        assertEquals("pod-a/1", mark(Marks.HOLDER), "by hand in the same process: it is still held");
        assertEquals(weights(20, 80), split.split());
    }

    @Test
    void aJournalReadByTheNextProcessGivesBack() {
        split.borrow(weights(50, 50));
        process("pod-a/2").giveBack(weights(100, 0));
        assertEquals(weights(100, 0), split.split());
        assertEquals("", mark(Marks.LEASE));
    }

    @Test
    void onlyTheBackendsOfTheRouteCanBeNamed() {
        assertThrows(InvalidValue.class, () -> split.change(new Split(Map.of("demo-backend", 1, "another", 1))));
        assertEquals(weights(100, 0), split.split());
    }

    @Test
    void whatIsNotOursIsNotTouched() {
        Object unused = at().inNamespace("test").withName(ref.name()).edit(there -> {
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
        Object unused = at().inNamespace("test").withName(ref.name()).delete();
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
        assertEquals(Promise.UNKNOWN, split.promise());
        split.look();
        assertEquals(Optional.of(weights(100, 0)), split.known());
        assertEquals(new Promise(0), split.promise());
        pass(Duration.ofSeconds(11));
        assertEquals(Optional.empty(), split.known());
        assertTrue(Double.isNaN(split.promise().injected()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GRPCROUTE", "TRAFFICSPLIT"})
    void theOtherKindsAreSteeredTheSameWay(RouteKind kind) {
        ref = new RouteRef(kind, "other");
        create((kind == RouteKind.TRAFFICSPLIT ? RouteSamples.SPLIT : RouteSamples.ROUTE)
                .replace("HTTPRoute", kind.kind())
                .replaceAll("name: (demo-backend-faults|error-split)", "name: other")
                .replace(
                        "    - matches: [{path: {type: PathPrefix, value: /}}]\n      timeouts: {request: 5s}\n      b",
                        "    - b"));
        KubernetesSplit other = process("pod-a/1");
        Split before = other.split();
        other.borrow(weights(25, 75));
        assertEquals(weights(25, 75), other.split());
        assertFalse(mark(Marks.RESTORE).isEmpty());
        other.look();
        assertEquals(new Promise(0.75), other.promise());
        other.giveBack(before);
        assertEquals(before, other.split());
        assertNull(stored().path("metadata").path("annotations").get(Marks.RESTORE));
    }
}
