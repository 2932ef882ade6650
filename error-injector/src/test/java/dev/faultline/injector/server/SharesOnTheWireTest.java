package dev.faultline.injector.server;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shares that a plan asks for are those that callers see. The seed makes what the first requests get the same in every
 * run, so nothing here depends on luck: the bound says that the outcome of that seed is not an unlikely one.
 */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(120)
class SharesOnTheWireTest {

    private static final int REQUESTS = 20_000;
    private static final int CALLERS = 64;

    /** A count of share p is off by more than this many standard deviations once in 15,000 seeds. */
    private static final double DEVIATIONS = 4;

    private static final RequestOptions PLAIN =
            new RequestOptions().setMethod(HttpMethod.POST).setURI("/");
    private static final RequestOptions GRPC = new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setURI("/shop.Cart/Add")
            .putHeader("content-type", "application/grpc");

    @Inject
    DataPlane dataPlane;

    @Inject
    Vertx vertx;

    @AfterEach
    void stopFaults() {
        given().delete("/api/faults").then().statusCode(200);
    }

    /** The percentages are those of the aborts of one rule, each with a status of its own. */
    @ParameterizedTest(name = "{0}, over TLS {1}: {2}")
    @CsvSource({
        "HTTP_1_1, false, 1 30 50",
        "HTTP_2, false, 1 30 50",
        "gRPC, false, 1 30 50",
        "HTTP_1_1, true, 1 30 50",
        "HTTP_2, true, 1 30 50",
        "gRPC, true, 1 30 50",
    })
    void theSharesAreThoseAskedFor(String protocol, boolean tls, String percentages) {
        List<Double> shares = new ArrayList<>();
        for (String percentage : percentages.split(" ", -1)) {
            shares.add(Double.parseDouble(percentage));
        }
        boolean grpc = protocol.equals("gRPC");
        put(plan(shares, grpc));
        Map<Integer, Integer> seen = seen(client(grpc ? HttpVersion.HTTP_2 : HttpVersion.valueOf(protocol), tls), grpc);
        double rest = 100;
        for (int i = 0; i < shares.size(); i++) {
            assertShare(shares.get(i), seen.getOrDefault(grpc ? i + 1 : 501 + i, 0));
            rest -= shares.get(i);
        }
        assertShare(rest, seen.getOrDefault(grpc ? 0 : 200, 0));
        assertEquals(
                REQUESTS, seen.values().stream().mapToInt(Integer::intValue).sum(), seen.toString());
    }

    private static void assertShare(double percentage, int count) {
        double share = percentage / 100;
        double off = DEVIATIONS * Math.sqrt(REQUESTS * share * (1 - share));
        assertTrue(Math.abs(count - REQUESTS * share) <= off + 1e-6, count + " of " + REQUESTS + " for " + percentage);
    }

    private static String plan(List<Double> shares, boolean grpc) {
        AtomicInteger place = new AtomicInteger();
        return shares.stream()
                .map(share -> String.format(
                        java.util.Locale.ROOT,
                        "{\"type\":\"%s\",\"percentage\":%s,\"status\":%d}",
                        grpc ? "grpc-status" : "status",
                        share,
                        (grpc ? 1 : 501) + place.getAndIncrement()))
                .collect(Collectors.joining(",", "{\"seed\":42,\"rules\":[{\"aborts\":[", "]}]}"));
    }

    private static void put(String plan) {
        given().contentType("application/json")
                .body(plan)
                .put("/api/faults")
                .then()
                .statusCode(200);
    }

    private HttpClient client(HttpVersion version, boolean tls) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setProtocolVersion(version)
                        .setHttp2ClearTextUpgrade(false)
                        .setSsl(tls)
                        .setUseAlpn(tls)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(tls ? dataPlane.tlsPort().orElseThrow() : dataPlane.port()),
                new PoolOptions().setHttp1MaxSize(CALLERS).setHttp2MaxSize(2));
    }

    private static Map<Integer, Integer> seen(HttpClient client, boolean grpc) {
        Map<Integer, LongAdder> counts = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(REQUESTS);
        List<Future<Void>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Promise<Void> done = Promise.promise();
            call(client, grpc, left, counts, done);
            callers.add(done.future());
        }
        Future.all(callers)
                .eventually(() -> client.close())
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(100, TimeUnit.SECONDS)
                .join();
        Map<Integer, Integer> seen = new HashMap<>();
        counts.forEach((status, count) -> seen.put(status, count.intValue()));
        return seen;
    }

    private static void call(
            HttpClient client, boolean grpc, AtomicInteger left, Map<Integer, LongAdder> counts, Promise<Void> done) {
        if (left.getAndDecrement() <= 0) {
            done.complete();
            return;
        }
        client.request(grpc ? GRPC : PLAIN)
                .compose(HttpClientRequest::send)
                .compose(response -> response.end().map(ended -> status(response, grpc)))
                .onFailure(done::tryFail)
                .onSuccess(status -> {
                    counts.computeIfAbsent(status, unseen -> new LongAdder()).increment();
                    call(client, grpc, left, counts, done);
                });
    }

    private static int status(HttpClientResponse response, boolean grpc) {
        if (!grpc) {
            return response.statusCode();
        }
        String status = response.getHeader("grpc-status");
        return Integer.parseInt(status == null ? response.getTrailer("grpc-status") : status);
    }
}
