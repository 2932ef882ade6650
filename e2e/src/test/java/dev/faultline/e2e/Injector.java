package dev.faultline.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The built injector as a process, on ports that are free. */
final class Injector implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Service service;
    private final int traffic;
    private final URI faults;

    private Injector(Service service, int traffic, URI faults) {
        this.service = service;
        this.traffic = traffic;
        this.faults = faults;
    }

    /** Starts it with further settings, and waits until it is ready. */
    static Injector start(String... settings) throws IOException, InterruptedException {
        int traffic = Service.freePort();
        int control = Service.freePort();
        String site = "http://127.0.0.1:" + control;
        List<String> all =
                new ArrayList<>(List.of("faultline.injector.port=" + traffic, "quarkus.http.port=" + control));
        all.addAll(List.of(settings));
        Service service = Service.start("error-injector", all).ready(site + "/q/health/ready");
        return new Injector(service, traffic, URI.create(site + "/api/faults"));
    }

    /** Returns the port of the traffic. */
    int port() {
        return traffic;
    }

    /** Returns the address of its control API. */
    String site() {
        return "http://127.0.0.1:" + faults.getPort();
    }

    /** Returns where to send traffic. */
    String url() {
        return "http://127.0.0.1:" + traffic + "/any/path";
    }

    /** Puts a plan of one rule with that abort, written with single quotes. */
    void abort(String abort) throws IOException, InterruptedException {
        put("{'rules':[{'name':'r','aborts':[" + abort + "]}]}");
    }

    /** Puts a plan, written with single quotes. */
    void put(String plan) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(faults)
                .header("content-type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(plan.replace('\'', '"')))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.body());
        }
    }

    /** Returns what it has printed so far. */
    String log() {
        return service.log();
    }

    @Override
    public void close() {
        service.close();
    }
}
