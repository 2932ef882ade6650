package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.mesh.doctor.Doctor;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** In a cluster without Linkerd and the Gateway API. */
@EnableKubernetesMockClient(https = false)
class DoctorResourceTest {

    /** The extension sets it. */
    @SuppressWarnings("NullAway.Init")
    KubernetesClient client;

    private Response ask(String accept) {
        Doctor doctor = new Doctor(
                () -> client,
                new Doctor.Defaults(null, "error-injector", null, null),
                Optional::empty,
                Optional::empty,
                () -> Instant.EPOCH,
                System::nanoTime);
        HttpHeaders headers = (HttpHeaders) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpHeaders.class},
                (proxy, method, args) -> List.of(MediaType.valueOf(accept)));
        return new DoctorResource(doctor).get("demo-backend", "8080", "demo", headers);
    }

    @Test
    void jsonIsTheDefault() {
        Response answer = ask("*/*");
        assertEquals(200, answer.getStatus());
        assertEquals("application/json", answer.getHeaderString("Content-Type"));
        assertEquals("no-store", answer.getHeaderString("Cache-Control"));
        String json = answer.getEntity().toString();
        assertTrue(
                json.startsWith(
                        "{\"verdict\":\"problem\",\"checks\":[{\"name\":\"kinds-known\",\"severity\":\"problem\","
                                + "\"found\":\"servers.policy.linkerd.io is not known here: Linkerd is not installed\",\"why\":\""),
                json);
    }

    @Test
    void plainTextIsATable() {
        Response answer = ask("text/plain");
        assertEquals("text/plain;charset=UTF-8", answer.getHeaderString("Content-Type"));
        assertTrue(answer.getEntity().toString().startsWith("problem  kinds-known\n         found: servers"));
    }
}
