package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** The rate of the running service is changed over HTTP: the target sees the area under the rate, and no burst. */
@Timeout(180)
@Isolated("it measures time")
class RateChangeIT {

    private static final Duration HELD = Duration.ofSeconds(1);

    /** Half a second for two calls at 500/s: beyond, the bounds would say little. */
    private static final double MOST_OPEN = 250;

    @Test
    void theTargetSeesTheAreaUnderTheRate() throws Exception {
        double open = measure();
        for (int again = 0; again < 2 && open >= MOST_OPEN; again++) {
            // Something else had the machine during a call: such a run shows nothing.
            open = measure();
        }
        assertTrue(open < MOST_OPEN, "the calls took too long to tell: " + open);
    }

    /** Changes the rate, holds what is seen to its bounds, and returns how far apart those are. */
    private static double measure() throws Exception {
        int port = Service.freePort();
        String load = "http://127.0.0.1:" + port + "/api/load";
        try (RawServer server = RawServer.answering();
                Service client = Service.start(
                        "load-client",
                        List.of("quarkus.http.port=" + port, "quarkus.management.port=0", Attack.PATIENT))) {
            client.ready("http://127.0.0.1:" + port + "/api/stats");
            double least = 0;
            double most = 0;
            double rate = 0;
            long before = 0;
            long after = 0;
            for (double next : new double[] {50, 500, 50, 0}) {
                // The change takes effect somewhere between these two.
                long called = System.nanoTime();
                String plan = String.format(Locale.ROOT, "{\"target\": \"%s\", \"rate\": %.0f}", server.url(), next);
                HttpResponse<String> answer =
                        next == 0 ? Service.call("DELETE", load, "") : Service.call("PUT", load, plan);
                long answered = System.nanoTime();
                assertTrue(answer.statusCode() < 300, answer::body);
                least += rate * (called - after) / 1e9;
                most += rate * (answered - before) / 1e9;
                before = called;
                after = answered;
                rate = next;
                client.goesOn(HELD);
            }
            long seen = server.requests();
            assertTrue(seen >= least - 1 && seen <= most + 1, least + " <= " + seen + " <= " + most);
            return most - least;
        }
    }
}
