package dev.faultline.client.api;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands for the proxies of a mesh: listens as the Service, gives every tenth request or so to the injector, and makes of
 * its broken answers what two proxies make of them. Counts what it did as a Linkerd proxy does, at a port of its own.
 */
public class FakeMesh implements QuarkusTestResourceLifecycleManager {

    /** What the injector does. */
    public enum Fault {
        RESET("502", "HTTP/1.1 502 Bad Gateway"),
        CLOSE("500", "HTTP/1.1 500 Internal Server Error"),
        GARBAGE("500", "HTTP/1.1 500 Internal Server Error"),
        /** The head is counted, and dropped with the body that fails behind it. */
        TRUNCATE("200", "");

        final String status;
        private final String head;

        Fault(String status, String head) {
            this.status = status;
            this.head = head;
        }
    }

    /** How it goes from now on: of ten requests the injector gets so many, and does that. */
    record Plan(int injected, Fault fault, boolean healthy, boolean talks) {}

    static volatile Plan plan = new Plan(0, Fault.RESET, true, true);

    /** What was counted, by the labels of a series. */
    static final Map<String, AtomicLong> COUNTS = new ConcurrentHashMap<>();

    static volatile int port;

    private static final AtomicLong DRAWN = new AtomicLong();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket service = socket();
    private final HttpServer admin = admin();

    @Override
    public Map<String, String> start() {
        port = service.getLocalPort();
        COUNTS.clear();
        threads.execute(this::accept);
        admin.createContext("/metrics", exchange -> {
            byte[] page = page().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(plan.talks() ? 200 : 503, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        admin.start();
        return Map.of(
                "faultline.proxy.metrics",
                "http://localhost:" + admin.getAddress().getPort() + "/metrics",
                "faultline.load.max-lag",
                "10s",
                "faultline.reports.directory",
                "target/test-reports-mesh");
    }

    @Override
    public void stop() {
        admin.stop(0);
        threads.shutdownNow();
        try {
            service.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long counted(String backend) {
        return COUNTS.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(backend + '"'))
                .mapToLong(entry -> entry.getValue().get())
                .sum();
    }

    private static String page() {
        StringBuilder page = new StringBuilder("proxy_build_info{version=\"test\"} 1\nprocess_start_time_seconds 7\n");
        COUNTS.forEach((labels, count) -> page.append(
                        "response_total{direction=\"outbound\",authority=\"127.0.0.1:" + port + "\",tls=\"true\",")
                .append("dst_service=\"")
                .append(labels)
                .append("} ")
                .append(count)
                .append('\n'));
        // Of the controls of load-client itself, which are no answers of the load.
        return page.append(
                        "response_total{direction=\"outbound\",authority=\"error-injector.x.svc.cluster.local:9000\","
                                + "dst_service=\"error-injector\",status_code=\"200\",classification=\"success\",error=\"\"} 99\n")
                .toString();
    }

    private void accept() {
        while (!service.isClosed()) {
            try {
                Socket client = service.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // The test is over.
                return;
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            byte[] request = new byte[4096];
            // A request without a body comes in one piece.
            while (in.read(request) > 0) {
                Plan now = plan;
                boolean injected = DRAWN.getAndIncrement() % 10 < now.injected();
                String answer = injected ? broken(now.fault()) : backends(now.healthy());
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                if (answer.isEmpty()) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client left.
        }
    }

    private static String broken(Fault fault) {
        boolean headless = fault == Fault.TRUNCATE;
        count("error-injector", fault.status, headless ? "unclassified" : "", false);
        return headless ? "" : fault.head + "\r\ncontent-length: 0\r\ndate: Mon, 30 Nov 2026 04:00:00 GMT\r\n\r\n";
    }

    private static String backends(boolean healthy) {
        count("shop", healthy ? "200" : "503", "", healthy);
        return (healthy ? "HTTP/1.1 200 OK" : "HTTP/1.1 503 Busy") + "\r\nserver: shop\r\ncontent-length: 0\r\n\r\n";
    }

    private static void count(String backend, String status, String error, boolean success) {
        String labels = backend + "\",dst_pod=\"" + backend + "-1\",status_code=\"" + status + "\",classification=\""
                + (success ? "success" : "failure") + "\",grpc_status=\"\",error=\"" + error + '"';
        COUNTS.computeIfAbsent(labels, any -> new AtomicLong()).incrementAndGet();
    }

    private static ServerSocket socket() {
        try {
            return new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer admin() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
