package dev.faultline.mesh.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.plan.Target;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a proxy's page. */
class MetricsPageTest {

    private static final Target TARGET = Target.of("http://demo-backend:8080/");

    /** As a proxy writes it, with much that is of no interest here: two pods of the backend, one of the injector. */
    private static final String HTTP_ROUTE = """
            # HELP proxy_build_info Proxy build info.
            # TYPE proxy_build_info gauge
            proxy_build_info{version="2.366.0",git_sha="29637b6",profile="release",vendor="linkerd"} 1
            # HELP process_start_time_seconds Time that the process started (in seconds since the UNIX epoch)
            # TYPE process_start_time_seconds gauge
            process_start_time_seconds 1795000000.5
            # HELP outbound_http_route_backend_response_statuses Completed responses
            outbound_http_route_backend_response_statuses_total{parent_group="core",parent_kind="Service",parent_namespace="faultline",parent_name="demo-backend",parent_port="8080",parent_section_name="",route_group="gateway.networking.k8s.io",route_kind="HTTPRoute",route_namespace="faultline",route_name="demo-backend-faults",backend_group="core",backend_kind="Service",backend_namespace="faultline",backend_name="error-injector",backend_port="8080",backend_section_name="",http_status="502",error=""} 48
            # HELP request_total Total count of HTTP requests.
            # TYPE request_total counter
            request_total{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",target_addr="10.42.0.7:8080",dst_service="demo-backend"} 52
            # HELP response_latency_ms Elapsed times between a request's headers being received and its response stream completing
            response_latency_ms_bucket{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",dst_service="demo-backend",status_code="200",le="1"} 20
            # HELP response_total Total count of HTTP responses.
            # TYPE response_total counter
            response_total{direction="inbound",authority="load-client.faultline.svc.cluster.local:8080",target_addr="10.42.0.5:8080",target_ip="10.42.0.5",target_port="8080",tls="no_identity",no_tls_reason="not_provided_by_remote",srv_group="",srv_kind="default",srv_name="all-unauthenticated",srv_port="8080",status_code="200",classification="success",grpc_status="",error=""} 7
            response_total{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",target_addr="10.42.0.7:8080",target_ip="10.42.0.7",target_port="8080",tls="true",server_id="demo-backend.faultline.serviceaccount.identity.linkerd.cluster.local",dst_control_plane_ns="linkerd",dst_deployment="demo-backend",dst_namespace="faultline",dst_pod="demo-backend-5d9c-x7k2p",dst_pod_template_hash="5d9c",dst_service="demo-backend",dst_serviceaccount="demo-backend",status_code="200",classification="success",grpc_status="",error=""} 30
            response_total{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",target_addr="10.42.0.8:8080",tls="true",dst_deployment="demo-backend",dst_namespace="faultline",dst_pod="demo-backend-5d9c-q4m8d",dst_service="demo-backend",status_code="200",classification="success",grpc_status="",error=""} 22
            response_total{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",target_addr="10.42.0.8:8080",tls="true",dst_pod="demo-backend-5d9c-q4m8d",dst_service="demo-backend",classification="failure",grpc_status="",error="unclassified"} 3
            response_total{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",target_addr="10.42.0.9:8080",tls="true",dst_deployment="error-injector",dst_namespace="faultline",dst_pod="error-injector-77-zz9aa",dst_service="error-injector",status_code="502",classification="failure",grpc_status="",error=""} 48
            response_total{direction="outbound",authority="demo-backend.faultline.svc.cluster.local:8080",target_addr="10.42.0.9:8080",tls="true",dst_service="error-injector",status_code="200",classification="failure",grpc_status="",error="h2(INTERNAL_ERROR)"} 5
            response_total{direction="outbound",authority="error-injector.faultline.svc.cluster.local:9000",target_addr="10.42.0.9:9000",tls="true",dst_service="error-injector",status_code="200",classification="success",grpc_status="",error=""} 31
            response_total{direction="outbound",authority="demo-backend.other.svc.cluster.local:8080",target_addr="10.42.0.3:8080",tls="true",dst_service="demo-backend",status_code="200",classification="success",grpc_status="",error=""} 999
            # HELP route_response_total Total count of HTTP responses.
            route_response_total{direction="outbound",dst="demo-backend.faultline.svc.cluster.local:8080",status_code="200",classification="success",grpc_status="",error=""} 52
            # HELP control_response_total Total count of HTTP responses.
            control_response_total{addr="linkerd-dst-headless.linkerd.svc.cluster.local:8086",tls="true",status_code="200",classification="success",grpc_status="0",error=""} 4
            tcp_open_total{direction="outbound",peer="dst",authority="demo-backend.faultline.svc.cluster.local:8080"} 3
            """;

    /** A TrafficSplit goes by a ServiceProfile: the same family, the same labels, besides those of profile's routes. */
    private static final String TRAFFIC_SPLIT = HTTP_ROUTE
            .replaceAll("(?m)^outbound_http_route.*\\n", "")
            .replace("route_response_total{direction", "route_response_total{rt_route=\"[DEFAULT]\",direction");

    private static final Map<Series, Long> COUNTED = Map.of(
            new Series(Answerer.BACKEND, "demo-backend", "200", "", true), 52L,
            new Series(Answerer.BACKEND, "demo-backend", MeshCounts.NO_STATUS, "unclassified", false), 3L,
            new Series(Answerer.INJECTOR, "error-injector", "502", "", false), 48L,
            new Series(Answerer.INJECTOR, "error-injector", "200", "h2(INTERNAL_ERROR)", false), 5L);

    private static MetricsPage page(Target target, String namespace) {
        return new MetricsPage(
                new Authority(target, namespace),
                "error-injector",
                new MetricsPage.Names(20),
                new MetricsPage.Names(20));
    }

    private static MetricsPage read(String text) {
        MetricsPage page = page(TARGET, "faultline");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        page.read(bytes, bytes.length);
        page.end();
        return page;
    }

    private static Map<Series, Long> counts(String text) {
        return read(text).reading().counts().series();
    }

    @Test
    void aRoutesPageIsRead() {
        MetricsPage page = read(HTTP_ROUTE);
        assertTrue(page.isLinkerd());
        assertEquals(COUNTED, page.reading().counts().series());
        assertEquals("1795000000.5", page.reading().started());
    }

    @Test
    void soIsThatOfATrafficSplit() {
        assertEquals(COUNTED, counts(TRAFFIC_SPLIT));
    }

    /** However a page is cut into parts. */
    @RepeatedTest(20)
    void inAnyParts(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        byte[] bytes = HTTP_ROUTE.getBytes(StandardCharsets.UTF_8);
        MetricsPage page = page(TARGET, "faultline");
        int at = 0;
        while (at < bytes.length) {
            int size = Math.min(bytes.length - at, random.nextInt(1, 200));
            page.read(Arrays.copyOfRange(bytes, at, at + size), size);
            at += size;
        }
        page.end();
        assertEquals(COUNTED, page.reading().counts().series());
    }

    @Test
    void aRestartIsAnotherProcess() {
        MeshReading before = read(HTTP_ROUTE).reading();
        MeshReading after =
                read(HTTP_ROUTE.replace("1795000000.5", "1795000300")).reading();
        assertEquals(MeshCounts.Gap.RESTARTED, after.since(before).gap());
    }

    @Test
    void aProxyWithoutTrafficIsOneToo() {
        MetricsPage page = read("proxy_build_info{version=\"2.366.0\"} 1\n");
        assertTrue(page.isLinkerd());
        assertTrue(page.reading().counts().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>It works!</html>\n",
                "envoy_cluster_upstream_rq_total{envoy_cluster_name=\"x\"} 5\n",
                "process_start_time_seconds 5\nhttp_requests_total{code=\"200\"} 5\n",
                "response_total{code=\"200\"} 5\n",
                "response_total 5\n",
                "response_total{direction=\"outbound\"",
                "proxy_build_inf",
            })
    void anythingElseIsNone(String text) {
        assertFalse(read(text).isLinkerd(), text);
        assertEquals(Map.of(), counts(text));
    }

    @ParameterizedTest(name = "{0} of {1}: {3}")
    @CsvSource({
        "http://demo-backend:8080/,                              faultline, demo-backend.faultline.svc.cluster.local:8080, true",
        "http://demo-backend:8080/,                              faultline, demo-backend.other.svc.cluster.local:8080,     false",
        "http://demo-backend:8080/,                              faultline, demo-backend.faultline.svc.cluster.local:9000, false",
        "http://demo-backend:8080/,                              faultline, demo-backend-2.faultline.svc.cluster.local:8080, false",
        "http://demo-backend:8080/,                              ,          demo-backend.other.svc.cluster.local:8080,     true",
        "http://demo-backend:8080/,                              ,          demo-backend.example.org:8080,                 false",
        "http://demo-backend.shop:8080/,                         faultline, demo-backend.shop.svc.cluster.local:8080,      true",
        "http://demo-backend.shop:8080/,                         faultline, demo-backend.shopping.svc.cluster.local:8080,  false",
        "http://demo-backend.shop.svc:8080/,                     faultline, demo-backend.shop.svc.cluster.local:8080,      true",
        "http://demo-backend.shop.svc.cluster.local:8080/,       faultline, demo-backend.shop.svc.cluster.local:8080,      true",
        "http://demo-backend.shop.svc.cluster.local.:8080/,      faultline, demo-backend.shop.svc.cluster.local:8080,      true",
        "http://demo-backend/,                                   faultline, demo-backend.faultline.svc.cluster.local:80,   true",
        "http://demo-backend/,                                   faultline, demo-backend.faultline.svc.cluster.local,      true",
        "http://demo-backend:8080/,                              faultline, demo-backend.faultline.svc.cluster.local,      false",
        "http://demo-backend:8080/,                              faultline, demo-backend:8080,                             true",
        "http://10.1.2.3:8080/,                                  faultline, 10.1.2.3:8080,                                 true",
        "http://10.1.2.3:8080/,                                  faultline, 10.1.2.30:8080,                                false",
    })
    void theAuthorityIsTheServiceThatIsAsked(String target, String namespace, String authority, boolean is) {
        assertEquals(is, new Authority(Target.of(target), namespace).is(authority));
    }

    private static String line(String labels, String value) {
        return "response_total{direction=\"outbound\",authority=\"demo-backend.faultline.svc.cluster.local:8080\","
                + labels + "} " + value + "\n";
    }

    @ParameterizedTest(name = "{0} is {1} {2} {3} {4} {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "dst_service='a',status_code='404',classification='success' | BACKEND | a | 404 | '' | true",
                "dst_service='a',status_code='200',classification='failure',grpc_status='14',error='' | BACKEND | a | 200 | grpc-14 | false",
                "dst_service='a',status_code='200',classification='success',grpc_status='0',error='' | BACKEND | a | 200 | '' | true",
                "dst_service='a',status_code='99',classification='failure' | BACKEND | a | other | '' | false",
                "dst_service='a',status_code='600',classification='failure' | BACKEND | a | other | '' | false",
                "dst_service='a',classification='failure',error='timeout' | BACKEND | a | none | timeout | false",
                "status_code='200',classification='success' | UNKNOWN | unknown | 200 | '' | true",
                "dst_service='error-injector',status_code='200',classification='success' | INJECTOR | error-injector | 200 | '' | true",
                "dst_service='a',more='with \\\" , } and = in it',status_code='200',classification='success' | BACKEND | a | 200 | '' | true",
            })
    void aLineIsCountedByItsLabels(
            String labels, Answerer by, String backend, String status, String error, boolean success) {
        Map<Series, Long> counted = counts(line(labels.replace('\'', '"'), "5"));
        assertEquals(Map.of(new Series(by, backend, status, error, success), 5L), counted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "NaN", "1e9", "", "five", "123456789012345678901234567890"})
    void aLineWithoutANumberIsSkipped(String value) {
        assertEquals(Map.of(), counts(line("dst_service=\"a\",status_code=\"200\",classification=\"success\"", value)));
    }

    @Test
    void brokenAndEndlessLinesAreSkipped() {
        String good = line("dst_service=\"a\",status_code=\"200\",classification=\"success\"", "5");
        String bad = "response_total{direction=\"outbound\",authority=\"" + "x".repeat(20_000) + "\"} 7\n"
                + "response_total{direction} 7\nresponse_total{direction=\"out\n\n\nresponse_total{=,=}\n";
        assertEquals(1, counts(bad + good).size());
        assertEquals(5, read(bad + good).reading().counts().count(series -> true));
    }

    @Test
    void namesAreBounded() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(line(
                    "dst_service=\"s" + i + "\",status_code=\"500\",classification=\"failure\",error=\"e" + i + "\"",
                    "1"));
        }
        Map<Series, Long> counted = counts(many.toString());
        assertEquals(21, counted.size());
        assertEquals(80L, counted.get(new Series(Answerer.BACKEND, MeshCounts.OTHER, "500", MeshCounts.OTHER, false)));
    }
}
