package dev.faultline.client.api;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A healthy backend, an injector that answers 500, and its control API, on free ports. */
public class Neighbours implements QuarkusTestResourceLifecycleManager {

    /** The injector's plan as its control API holds it. */
    public static final AtomicReference<String> PLAN = new AtomicReference<>("{\"rules\":[]}");

    /** How often it was changed over the control API. */
    private static final AtomicLong REVISION = new AtomicLong();

    /** Whether the control API obeys nobody. */
    static final AtomicBoolean BROKEN = new AtomicBoolean();

    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final HttpServer backend = server();
    private final HttpServer injector = server();
    private final HttpServer control = server();

    @Override
    public Map<String, String> start() {
        backend.createContext("/", exchange -> answer(exchange, 200, "ok"));
        injector.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("x-faultline-by", "test");
            exchange.getResponseHeaders().add("x-faultline-fault", "r/status");
            answer(exchange, 500, "injected");
        });
        control.createContext("/api/faults", Neighbours::control);
        control.createContext("/api/stats", exchange -> answer(exchange, 200, "{\"requests\":0,\"rules\":[]}"));
        return Map.of(
                "faultline.experiments.directory",
                "../experiments",
                // No pause of a busy machine must shed what a test wants sent.
                "faultline.load.max-lag",
                "10s",
                "faultline.split.manifest",
                "../linkerd/http-route.yaml",
                "faultline.split.addresses",
                "demo-backend=127.0.0.1:" + port(backend) + ",error-injector=127.0.0.1:" + port(injector),
                "faultline.injector.control",
                "http://127.0.0.1:" + port(control),
                "faultline.reports.directory",
                "target/test-reports");
    }

    @Override
    public void stop() {
        backend.stop(0);
        injector.stop(0);
        control.stop(0);
        threads.shutdownNow();
    }

    /** Takes each plan that does not say otherwise. */
    private static void control(HttpExchange exchange) throws IOException {
        String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean dryRun = "dryRun=true".equals(query);
        if (BROKEN.get()) {
            answer(exchange, 500, "broken");
        } else if (exchange.getRequestURI().getPath().endsWith("/revision")) {
            answer(
                    exchange,
                    200,
                    "{\"instance\":\"one\",\"revision\":" + REVISION + ",\"etag\":\"" + etag()
                            + "\",\"expired\":false,\"changed\":{\"how\":\"set\",\"by\":\"127.0.0.1\"}}");
        } else if (query.contains("echo")) {
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            exchange.getResponseHeaders().add("ETag", "\"2\"");
            exchange.getResponseHeaders().add("Retry-After", "7");
            answer(exchange, 200, asked(exchange) + "|" + sent);
        } else if (query.contains("long")) {
            answer(exchange, 200, "x".repeat((1 << 20) + 1));
        } else if (sent.contains("refused")) {
            answer(exchange, 400, "{\"field\":\"rules[0].name\",\"rule\":\"must be another\",\"value\":\"refused\"}");
        } else if (dryRun) {
            answer(exchange, 200, sent);
        } else {
            if (exchange.getRequestMethod().equals("PUT")) {
                PLAN.set(sent);
                REVISION.incrementAndGet();
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                PLAN.set("{\"rules\":[]}");
                REVISION.incrementAndGet();
            }
            exchange.getResponseHeaders().add("ETag", etag());
            answer(exchange, 200, String.valueOf(PLAN.get()));
        }
    }

    /** Puts another plan in force, as somebody does who calls the injector itself. */
    static void change(String plan) {
        PLAN.set(plan);
        REVISION.incrementAndGet();
    }

    private static String etag() {
        return Integer.toString(String.valueOf(PLAN.get()).hashCode());
    }

    private static String asked(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI() + "|"
                + String.join(
                        "|",
                        Stream.of("Content-Type", "If-Match", "Authorization")
                                .map(name -> String.valueOf(
                                        exchange.getRequestHeaders().getFirst(name)))
                                .toList());
    }

    private HttpServer server() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
            server.setExecutor(threads);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (body.startsWith("{")) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
        }
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
