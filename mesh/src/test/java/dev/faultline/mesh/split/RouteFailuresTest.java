package dev.faultline.mesh.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.load.split.SplitFailed.Reason;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an API server can answer besides doing it. */
@EnableKubernetesMockClient(https = false)
class RouteFailuresTest {

    private static final String PATH =
            "/apis/gateway.networking.k8s.io/v1/namespaces/test/httproutes/demo-backend-faults";
    private static final Split HALF = new Split(Map.of("demo-backend", 50, "error-injector", 50));

    /** The extension sets them. */
    @SuppressWarnings("NullAway.Init")
    KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    private static KubernetesSplit split(KubernetesClient client) {
        return new KubernetesSplit(
                () -> client,
                RouteRef.parse("faultline.split.route", "httproute/demo-backend-faults"),
                "test",
                new KubernetesSplit.Identity("error-injector", "pod-a/1"),
                () -> Instant.EPOCH,
                () -> 0,
                target -> Optional.empty());
    }

    private static ObjectNode route(int version) {
        ObjectNode route = RouteSamples.read(RouteSamples.ROUTE);
        route.withObject("/metadata").put("resourceVersion", Integer.toString(version));
        return route;
    }

    private void refuses(String method, int code, int times) {
        var expecting =
                method.equals("PUT") ? server.expect().put() : server.expect().get();
        expecting
                .withPath(PATH)
                .andReturn(
                        code,
                        new StatusBuilder().withCode(code).withMessage("no").build())
                .times(times);
    }

    private void gives(int version) {
        server.expect().get().withPath(PATH).andReturn(200, route(version)).once();
    }

    @Test
    void aChangeThatCameBetweenIsReadAndTheChangeTriedAgain() throws InterruptedException {
        gives(1);
        refuses("PUT", 409, 1);
        gives(2);
        server.expect().put().withPath(PATH).andReturn(200, route(3)).once();
        split(client).change(HALF);
        for (int i = 0; i < 3; i++) {
            server.takeRequest();
        }
        String sent = server.takeRequest().getUtf8Body();
        assertTrue(sent.contains("\"resourceVersion\":\"2\""), sent);
    }

    @Test
    void whoIsAlwaysTooLateGivesUp() {
        for (int i = 0; i < 5; i++) {
            gives(i);
        }
        refuses("PUT", 409, 5);
        SplitFailed failure =
                assertThrows(SplitFailed.class, () -> split(client).change(HALF));
        assertEquals(Reason.TAKEN, failure.reason());
        assertEquals(
                "HTTPRoute demo-backend-faults in namespace test is being changed by somebody else",
                failure.getMessage());
    }

    @Test
    void aMissingPermissionNamesVerbAndResource() {
        refuses("GET", 403, 1);
        SplitFailed failure =
                assertThrows(SplitFailed.class, () -> split(client).split());
        assertEquals(Reason.FORBIDDEN, failure.reason());
        assertEquals(
                "may not get httproutes.gateway.networking.k8s.io demo-backend-faults in namespace test: the service"
                        + " account needs a Role with the verbs get and update for it",
                failure.getMessage());
        gives(1);
        refuses("PUT", 403, 1);
        SplitFailed second = assertThrows(SplitFailed.class, () -> split(client).change(HALF));
        assertTrue(second.getMessage().startsWith("may not update httproutes."), second.getMessage());
    }

    @Test
    void whatTheClusterRefusesIsNotTriedAgain() {
        gives(1);
        refuses("PUT", 422, 1);
        assertEquals(
                Reason.UNFIT,
                assertThrows(SplitFailed.class, () -> split(client).change(HALF))
                        .reason());
    }

    @Test
    void aServerThatIsNotThereIsNoRefusal() {
        KubernetesClient nowhere = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:1")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        SplitFailed failure =
                assertThrows(SplitFailed.class, () -> split(nowhere).split());
        assertEquals(Reason.UNREACHABLE, failure.reason());
        assertTrue(
                failure.getMessage().startsWith("can't get HTTPRoute demo-backend-faults in namespace test: "),
                failure.getMessage());
    }
}
