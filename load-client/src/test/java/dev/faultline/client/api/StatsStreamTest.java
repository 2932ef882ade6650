package dev.faultline.client.api;

import static io.restassured.RestAssured.when;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How many may read the seconds as they end. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@QuarkusTestResource(Neighbours.class)
class StatsStreamTest {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A connection for each: of streams of one the client itself would open a hundred at most. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void streamsAreBoundedAndFreeTheirPlaceWhenTheClientLeaves() throws IOException, InterruptedException {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create(StatsTest.base() + "/api/stats/stream"))
                .build();
        // Those that other tests have left may take a second to go.
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200) {
                open.add(response);
            } else {
                response.body().close();
            }
            return open.size() == SseBroadcaster.MAX_STREAMS;
        });
        when().get("/api/stats/stream")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "5")
                .body("title", equalTo("Too many streams"));
        for (HttpResponse<InputStream> response : open) {
            response.body().close();
        }
        int freed = await().pollInterval(LOOK)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            HttpResponse<InputStream> response =
                                    http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                            response.body().close();
                            return response.statusCode();
                        },
                        status -> status != 503);
        assertEquals(200, freed);
    }

    @Test
    void whoOpensAStreamBesideManyGetsAPlaceOrIsRefused() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(StatsTest.base() + "/api/stats/stream"))
                .build();
        List<CompletableFuture<HttpResponse<InputStream>>> opening = new ArrayList<>();
        for (int i = 0; i < 2 * SseBroadcaster.MAX_STREAMS; i++) {
            opening.add(http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
        }
        int open = 0;
        for (CompletableFuture<HttpResponse<InputStream>> each : opening) {
            HttpResponse<InputStream> response = each.join();
            String retryAfter = response.headers().firstValue("Retry-After").orElse("");
            assertTrue(response.statusCode() == 200 || retryAfter.equals("5"), response::toString);
            open += response.statusCode() == 200 ? 1 : 0;
        }
        assertTrue(open <= SseBroadcaster.MAX_STREAMS, "open: " + open);
        for (CompletableFuture<HttpResponse<InputStream>> each : opening) {
            assertDoesNotThrow(() -> each.join().body().close());
        }
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        SseBroadcaster stream = new SseBroadcaster();
        List<Runnable> taken = new ArrayList<>();
        for (Optional<Runnable> place = stream.place(); place.isPresent(); place = stream.place()) {
            taken.add(place.get());
        }
        Runnable one = taken.get(0);
        one.run();
        one.run();
        taken.set(0, stream.place().orElseThrow());
        assertTrue(stream.place().isEmpty());
        taken.forEach(Runnable::run);
    }
}
