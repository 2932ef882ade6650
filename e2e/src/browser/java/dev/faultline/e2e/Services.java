package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The three services as processes, wired as {@code ./demo} does it; each can be ended and started anew, on its old port. */
final class Services implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ANSWERED = Pattern.compile(
            "^faultline_backend_request_duration_seconds_count(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE);
    private static final String NO_FAULTS = "{\"rules\":[]}";

    private final int client = Service.freePort();
    private final int clientManagement = Service.freePort();
    private final int backend = Service.freePort();
    private final int backendManagement = Service.freePort();
    private final int traffic = Service.freePort();
    private final int control = Service.freePort();

    private final Service backendService;
    private Service injectorService;
    private Service clientService;

    /** Requests that each of the two ends has answered since its start, by its own count. */
    record Answered(double backend, double injector) {

        /** Returns what came since then. */
        Answered since(Answered before) {
            return new Answered(backend - before.backend, injector - before.injector);
        }

        /** Returns the share of the injector. */
        double injectorShare() {
            return injector / (backend + injector);
        }
    }

    /** Starts all three and waits until they are ready; the settings are load-client's. */
    Services(String... settings) throws IOException, InterruptedException {
        backendService = Service.start(
                "demo-backend",
                List.of("quarkus.http.port=" + backend, "quarkus.management.port=" + backendManagement));
        injectorService = injector();
        clientService = client(settings);
        try {
            ready();
        } catch (InterruptedException | AssertionError e) {
            close();
            throw e;
        }
    }

    private Service injector() throws IOException {
        return Service.start(
                "error-injector", List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control));
    }

    private Service client(String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                "quarkus.http.host=127.0.0.1",
                "quarkus.http.port=" + client,
                "quarkus.management.port=" + clientManagement,
                "faultline.split.manifest=linkerd/http-route.yaml",
                "faultline.split.addresses=demo-backend=127.0.0.1:" + backend + ",error-injector=127.0.0.1:" + traffic,
                "faultline.injector.control=" + injectorUrl(),
                "faultline.reports.directory=e2e/target/page/reports-" + client,
                Attack.PATIENT));
        all.addAll(List.of(settings));
        return Service.start("load-client", all);
    }

    private void ready() throws InterruptedException {
        backendService.ready("http://127.0.0.1:" + backendManagement + "/q/health/ready");
        injectorService.ready(injectorUrl() + "/q/health/ready");
        clientService.ready("http://127.0.0.1:" + clientManagement + "/q/health/ready");
    }

    /** Returns the address of the dashboard, with a slash at its end. */
    String page() {
        return "http://127.0.0.1:" + client + "/";
    }

    /** Returns the address of the injector's control API, without a slash at its end. */
    String injectorUrl() {
        return "http://127.0.0.1:" + control;
    }

    /** Returns load-client's process. */
    ProcessHandle clientProcess() {
        return clientService.process().toHandle();
    }

    /** Ends load-client by SIGKILL. */
    void killClient() {
        clientService.close();
    }

    /** Starts load-client anew. */
    void startClient(String... settings) throws IOException, InterruptedException {
        clientService = client(settings);
        ready();
    }

    /** Ends the injector by SIGKILL. */
    void killInjector() {
        injectorService.close();
    }

    /** Starts the injector anew; it begins with the plan that it has by default. */
    void startInjector() throws IOException, InterruptedException {
        injectorService = injector();
        ready();
    }

    /** Puts a plan in force at the injector itself, written with single quotes. */
    void faults(String plan) throws IOException, InterruptedException {
        succeed("PUT", injectorUrl() + "/api/faults", plan.replace('\'', '"'));
    }

    /** Gives the injector that share. */
    void weight(int percent) throws IOException, InterruptedException {
        String weights = "{\"weights\":{\"demo-backend\":" + (100 - percent) + ",\"error-injector\":" + percent + "}}";
        succeed("PUT", page() + "api/split", weights);
    }

    /** Sends so many requests a second. */
    void load(int rate) throws IOException, InterruptedException {
        succeed("PUT", page() + "api/load", "{\"target\":\"http://demo-backend:8080/\",\"rate\":" + rate + "}");
    }

    /** Sends none. */
    void noLoad() throws IOException, InterruptedException {
        Service.call("DELETE", page() + "api/load", "");
    }

    /** A calm beginning: 200 requests a second, all to the backend, and no faults. */
    void calm() throws IOException, InterruptedException {
        faults(NO_FAULTS);
        weight(0);
        load(200);
    }

    /** Returns what each end has counted. */
    Answered answered() throws IOException, InterruptedException {
        Matcher metrics = ANSWERED.matcher(Service.get("http://127.0.0.1:" + backendManagement + "/q/metrics"));
        assertTrue(metrics.find(), "the backend counts its requests");
        return new Answered(
                Double.parseDouble(metrics.group(1)),
                injectorSays("stats").get("requests").asDouble());
    }

    /** Returns a document of load-client's API. */
    JsonNode clientSays(String path) throws IOException, InterruptedException {
        return JSON.readTree(Service.get(page() + "api/" + path));
    }

    /** Returns a document of the injector's control API. */
    JsonNode injectorSays(String path) throws IOException, InterruptedException {
        return JSON.readTree(Service.get(injectorUrl() + "/api/" + path));
    }

    private static void succeed(String method, String url, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = Service.call(method, url, body);
        assertTrue(answer.statusCode() / 100 == 2, answer::body);
    }

    @Override
    public void close() {
        clientService.close();
        injectorService.close();
        backendService.close();
    }
}
