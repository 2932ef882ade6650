package dev.faultline.mesh.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.faultline.load.engine.MeshSource.Routing;
import dev.faultline.load.measure.MeshCounts.Gap;
import dev.faultline.load.measure.MeshReading;
import dev.faultline.load.plan.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Finding the proxy of this pod, and reading it, over real sockets. */
@Timeout(60)
class PodProxyTest {

    private static final Target TARGET = Target.of("http://shop:8080/");
    private static final String PAGE = """
            proxy_build_info{version="1"} 1
            process_start_time_seconds 5
            response_total{direction="outbound",authority="shop.here.svc.cluster.local:8080",dst_service="shop",status_code="200",classification="success",grpc_status="",error=""} 8
            """;

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String page = PAGE;
    private HttpServer server;
    private PodProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            asked.incrementAndGet();
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        proxy = at(server.getAddress().getPort());
    }

    private PodProxy at(int port) throws IOException {
        return new PodProxy(
                URI.create("http://localhost:" + port + "/metrics").toURL(), "error-injector", "here", now::get);
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.stop(0);
    }

    private MeshReading read() throws Exception {
        return proxy.read(TARGET).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aProxyIsFoundAndRead() throws Exception {
        assertFalse(proxy.draws());
        MeshReading reading = read();
        assertNull(reading.gap());
        assertEquals(8, reading.counts().count(series -> series.backend().equals("shop")));
        assertTrue(proxy.draws());
    }

    private static String page(long responses, long routed, long profiled) {
        return PAGE.replace(" 8\n", " " + responses + "\n")
                + "outbound_http_route_backend_response_statuses_total{parent_group=\"core\",parent_kind=\"Service\","
                + "parent_namespace=\"here\",parent_name=\"shop\",parent_port=\"8080\",route_kind=\"default\"} "
                + routed
                + "\noutbound_grpc_route_backend_response_statuses_total{parent_kind=\"Service\","
                + "parent_namespace=\"here\",parent_name=\"shop\",parent_port=\"9\"} 1000000\n"
                + "route_response_total{direction=\"outbound\",dst=\"shop.here.svc.cluster.local:8080\",rt_route=\"[DEFAULT]\"} "
                + profiled + "\n";
    }

    @Test
    void byWhatItRoutesIsKnownAfterSomeResponsesAndForAWhile() throws Exception {
        page = page(100, 50, 7);
        assertNull(read().gap());
        assertEquals(Optional.empty(), proxy.routing(TARGET));
        page = page(105, 55, 7);
        assertNull(read().gap());
        assertEquals(Optional.empty(), proxy.routing(TARGET), "too few");
        page = page(110, 60, 7);
        assertNull(read().gap());
        assertEquals(Optional.of(Routing.ROUTE), proxy.routing(TARGET));
        page = page(200, 60, 97);
        assertNull(read().gap());
        assertEquals(Optional.of(Routing.SERVICE_PROFILE), proxy.routing(TARGET));
        assertEquals(Optional.empty(), proxy.routing(Target.of("http://other:8080/")));
        page = page(300, 60, 97);
        assertNull(read().gap());
        assertEquals(Optional.empty(), proxy.routing(TARGET), "an old proxy tells of neither");
        page = page(400, 160, 97);
        assertNull(read().gap());
        now.addAndGet(Duration.ofSeconds(21).toNanos());
        assertEquals(Optional.empty(), proxy.routing(TARGET), "too long ago");
    }

    @Test
    void nobodyThereIsUnmeshedAndAskedAgainAfterAWhile() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        PodProxy nowhere = at(free);
        assertEquals(
                Gap.UNMESHED, nowhere.read(TARGET).get(20, TimeUnit.SECONDS).gap());
        assertFalse(nowhere.draws());
        nowhere.close();
    }

    @Test
    void whatElseListensThereIsNoProxy() throws Exception {
        page = "# HELP up whatever\nup 1\n";
        assertEquals(Gap.UNMESHED, read().gap());
        assertEquals(Gap.UNMESHED, read().gap());
        assertEquals(1, asked.get(), "asked again at once");
        assertFalse(proxy.draws());
        page = PAGE;
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertNull(read().gap());
        assertTrue(proxy.draws());
    }

    /** One that was there comes back: what it does not tell is missing, but nobody else draws the backends meanwhile. */
    @Test
    void aProxyThatFailsForAWhileIsLate() throws Exception {
        read();
        page = "";
        assertEquals(Gap.LATE, read().gap());
        page = PAGE;
        assertNull(read().gap());
        assertTrue(proxy.draws());
    }

    @Test
    void aPageWithoutEndIsCutShort() throws Exception {
        read();
        page = PAGE + "# no end\n".repeat(2_500_000);
        assertEquals(Gap.LATE, read().gap());
        page = PAGE;
        assertNull(read().gap());
    }

    /** One after the other on one thread; what would wait too long is without figures. */
    @Test
    void tooManyReadingsAreLateAtOnce() throws Exception {
        read();
        List<CompletableFuture<MeshReading>> readings =
                IntStream.range(0, 200).mapToObj(i -> proxy.read(TARGET)).toList();
        long late = 0;
        for (CompletableFuture<MeshReading> reading : readings) {
            late += reading.get(20, TimeUnit.SECONDS).gap() == Gap.LATE ? 1 : 0;
        }
        assertTrue(late > 0 && late < 200, late + " of 200");
    }
}
