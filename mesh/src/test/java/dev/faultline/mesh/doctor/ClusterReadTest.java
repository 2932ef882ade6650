package dev.faultline.mesh.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.mesh.doctor.Doctor.Defaults;
import dev.faultline.mesh.doctor.Doctor.Question;
import dev.faultline.mesh.doctor.DoctorFailed.Reason;
import dev.faultline.mesh.doctor.Examination.Finding;
import dev.faultline.mesh.doctor.Examination.Severity;
import dev.faultline.mesh.split.RouteRef;
import dev.faultline.platform.wire.InvalidValue;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading, against a server that answers as the API of a cluster does. */
@EnableKubernetesMockClient(https = false)
class ClusterReadTest {

    private static final Question ALL = new Question(null, null, "demo", null);

    /** The extension sets them. */
    @SuppressWarnings("NullAway.Init")
    KubernetesMockServer server;

    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    private final List<String> refused = new ArrayList<>();
    private long nanos;

    private Doctor doctor(Defaults defaults) {
        return new Doctor(
                () -> client,
                defaults,
                () -> Optional.of(Duration.ZERO),
                Optional::empty,
                () -> Views.NOW,
                () -> nanos);
    }

    private Doctor doctor() {
        return doctor(new Defaults(null, "error-injector", null, null));
    }

    @BeforeEach
    void discover() {
        serve("gateway.networking.k8s.io/v1", "httproutes", "grpcroutes");
        serve("policy.linkerd.io/v1beta3", "servers", "httproutes");
        serve("linkerd.io/v1alpha2", "serviceprofiles");
    }

    private void serve(String version, String... plurals) {
        List<String> all = new ArrayList<>();
        for (String plural : plurals) {
            all.add("{\"name\":\"" + plural + "\"}");
        }
        server.expect()
                .get()
                .withPath("/apis/" + version)
                .andReturn(200, "{\"resources\":[" + String.join(",", all) + "]}")
                .always();
    }

    /** Puts up the objects of healthy.yaml, less what may not be read. */
    private void cluster() {
        JsonNode all = Views.yaml("healthy.yaml");
        String slices = "endpointslices?limit=500&labelSelector=kubernetes.io%2Fservice-name%3D";
        list(Resource.SERVICES, "services?limit=500", all, "services/demo-backend", "services/error-injector");
        list(Resource.ENDPOINT_SLICES, slices + "demo-backend", all, "endpointslices/demo-backend-x1");
        list(Resource.ENDPOINT_SLICES, slices + "error-injector", all, "endpointslices/error-injector-x1");
        list(Resource.HTTP_ROUTES, "httproutes?limit=500", all, "httproutes/demo-backend-faults");
        list(Resource.GRPC_ROUTES, "grpcroutes?limit=500", all);
        list(Resource.POLICY_ROUTES, "httproutes?limit=500", all);
        list(Resource.SERVICE_PROFILES, "serviceprofiles?limit=500", all);
        String pods = "pods?limit=500&labelSelector=app.kubernetes.io%2Fname%3D";
        list(Resource.PODS, pods + "load-client", all, "client/load-client-5d8-abc");
        list(Resource.PODS, pods + "demo-backend", all, "backend/demo-backend-0");
        list(Resource.PODS, pods + "error-injector", all, "injector/error-injector-x");
        server.expect()
                .get()
                .withPath("/api/v1/namespaces/demo")
                .andReturn(200, all.path("namespaces/demo").toString())
                .always();
    }

    private void list(Resource resource, String query, JsonNode all, String... keys) {
        List<String> items = new ArrayList<>();
        for (String key : keys) {
            items.add(all.path(key).toString());
        }
        boolean may = !refused.contains(resource.toString());
        String message = "{\"kind\":\"Status\",\"message\":\"" + resource
                + " is forbidden: User \\\"system:serviceaccount:demo:load-client\\\" cannot list resource\"}";
        server.expect()
                .get()
                .withPath(resource.home() + "/namespaces/demo/" + query)
                .andReturn(may ? 200 : 403, may ? "{\"items\":[" + String.join(",", items) + "]}" : message)
                .always();
    }

    @Test
    void whatIsThereIsSeen() {
        cluster();
        Examination found = doctor().examine(ALL);
        assertEquals(List.of(), bad(found));
        assertEquals(Severity.OK, found.verdict());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "pods, client-meshed",
        "endpointslices.discovery.k8s.io, injector-ready",
        "services, headless-service",
        "grpcroutes.gateway.networking.k8s.io, grpc-route-hides",
        "httproutes.policy.linkerd.io, rival-routes",
        "serviceprofiles.linkerd.io, service-profile",
    })
    void whatMayNotBeReadIsUnknown(String resource, String check) {
        refused.add(resource);
        cluster();
        Examination found = doctor().examine(ALL);
        assertEquals(98, found.exitCode(), () -> bad(found).toString());
        Finding unknown = found.checks().stream()
                .filter(finding -> finding.name().equals(check))
                .findFirst()
                .orElseThrow();
        assertEquals(Severity.UNKNOWN, unknown.severity());
        assertEquals("may not list " + resource + " in namespace demo", unknown.found());
        String role = "faultline-doctor-" + resource.split("\\.", -1)[0];
        assertEquals(
                String.format(
                        Locale.ROOT,
                        "kubectl -n demo create role %s --verb=list --resource=%s && kubectl -n demo create rolebinding"
                                + " %s --role=%s --serviceaccount=demo:load-client",
                        role,
                        resource,
                        role,
                        role),
                unknown.mend());
    }

    @ParameterizedTest
    @CsvSource(
            value = {"null", "httproute/demo-backend-faults"},
            nullValues = "null")
    void withoutASightOfRoutesNobodyIsToldThatThereAreNone(@Nullable String setting) {
        refused.add("httproutes.gateway.networking.k8s.io");
        cluster();
        RouteRef route = setting == null ? null : RouteRef.parse("route", setting);
        DoctorFailed failed = assertThrows(
                DoctorFailed.class,
                () -> doctor(new Defaults("demo", "error-injector", route, null))
                        .examine(new Question(null, null, null, null)));
        assertEquals(Reason.UNREADABLE, failed.reason());
        assertTrue(
                failed.getMessage()
                        .startsWith("may not list httproutes.gateway.networking.k8s.io in namespace demo; to grant it:"
                                + " kubectl -n demo create role "),
                failed.getMessage());
    }

    @Test
    void whatIsMissingIsNoQuestionOfPermission() {
        server.clearExpectations();
        serve("policy.linkerd.io/v1beta3", "servers");
        Examination found = doctor().examine(new Question("demo-backend", 8080, "demo", null));
        assertEquals("kinds-known", found.checks().get(0).name());
        assertEquals(99, found.exitCode());
    }

    @Test
    void theRouteThatIsSteeredNamesTheService() {
        cluster();
        RouteRef route = RouteRef.parse("route", "httproute/demo-backend-faults");
        Examination found = doctor(new Defaults("demo", "error-injector", route, null))
                .examine(new Question(null, null, null, null));
        assertEquals(List.of(), bad(found));
        InvalidValue none = assertThrows(
                InvalidValue.class,
                () -> doctor(new Defaults("demo", "error-injector", RouteRef.parse("route", "grpcroute/x"), null))
                        .examine(ALL));
        assertEquals(
                "service must be given, since grpcroutes.gateway.networking.k8s.io x is not to be seen in namespace"
                        + " demo, was nothing",
                none.getMessage());
    }

    @Test
    void theSameQuestionIsAskedAgainOnlyAfterAWhile() {
        cluster();
        Doctor doctor = doctor();
        Examination first = doctor.examine(ALL);
        int asked = server.getRequestCount();
        nanos += Doctor.FRESH.toNanos() - 1;
        assertSame(first, doctor.examine(ALL));
        assertEquals(asked, server.getRequestCount());
        nanos += 1;
        assertEquals(first, doctor.examine(ALL));
        assertTrue(server.getRequestCount() > asked);
    }

    @Test
    void longListsAreCutAndSaidSo() {
        server.expect()
                .get()
                .withPath("/apis/gateway.networking.k8s.io/v1/namespaces/demo/grpcroutes?limit=500")
                .andReturn(200, "{\"metadata\":{\"continue\":\"x\"},\"items\":[]}")
                .always();
        Examination found = doctor().examine(new Question("demo-backend", null, "demo", null));
        assertTrue(
                found.checks().stream()
                        .anyMatch(finding -> finding.found()
                                .startsWith("there are more than 500 grpcroutes.gateway.networking.k8s.io")),
                () -> found.checks().toString());
    }

    @Test
    void nothingCanBeLookedAt() {
        Defaults defaults = new Defaults(null, "error-injector", null, null);
        Doctor none = new Doctor(null, defaults, Optional::empty, Optional::empty, () -> Views.NOW, () -> nanos);
        assertEquals(
                Reason.NO_CLUSTER,
                assertThrows(DoctorFailed.class, () -> none.examine(ALL)).reason());
        KubernetesClient nowhere = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:1")
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        Doctor away =
                new Doctor(() -> nowhere, defaults, Optional::empty, Optional::empty, () -> Views.NOW, () -> nanos);
        DoctorFailed failed = assertThrows(DoctorFailed.class, () -> away.examine(ALL));
        assertEquals(Reason.UNREACHABLE, failed.reason());
        assertTrue(failed.getMessage().startsWith("the API server at http"), failed.getMessage());
    }

    private static List<Finding> bad(Examination examination) {
        return examination.checks().stream()
                .filter(finding -> finding.severity() != Severity.OK)
                .toList();
    }
}
