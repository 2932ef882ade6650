package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The test that shows coordinated omission. Of a target that stands still for one second in ten, a tenth of all who call
 * wait, evenly from nothing to a second: P(wait > x) = 0.1 (1 - x). So the 95th percentile is 0.5 s, the 99th 0.9 s, and
 * the mean 50 ms above what it is without. What goes through ten connections also waits until those before it are
 * through, some tens of milliseconds on a busy machine: so much the tolerances grant above, and a tenth of it the mean.
 */
@Timeout(400)
@Isolated("it measures time")
class StallIT {

    private static final int RATE = 500;

    /** Whole cycles of ten seconds. */
    private static final int SECONDS = Integer.getInteger("tests.stall.seconds", 20);

    private static final String LOAD =
            " --rate " + RATE + " --warmup 3s --duration " + SECONDS + "s --json --connections ";

    @TempDir
    private static Path directory;

    @ParameterizedTest(name = "by TLS: {0}")
    @ValueSource(booleans = {false, true})
    void aStallIsChargedToEverybodyWhoWouldHaveWaited(boolean tls) throws Exception {
        Identity identity = tls ? Identity.make(directory, "stall") : null;
        Runs runs = run(identity);
        for (int again = 0; again < 2 && !runs.undisturbed(); again++) {
            // Something else had the machine, and the client says so: such a run shows nothing.
            runs = run(identity);
        }
        if (!tls) {
            runs.write();
        }
        assertHonest(runs.ten());
        assertHonest(runs.thousand());
        // What the same run looks like to a client that starts the clock when a connection is granted.
        assertTrue(runs.ten().at("/service/p99").asDouble() < 100, runs::toString);
        // And to one whose callers wait: ten slow answers in a stall that would have hit five hundred.
        assertTrue(runs.callers().at("/latency/p99").asDouble() < 100, runs::toString);
        assertTrue(runs.callers().at("/latency/max").asDouble() > 900, runs::toString);
    }

    private static Runs run(@Nullable Identity identity) throws Exception {
        SSLContext tls = identity == null ? null : identity.context();
        String trusting = identity == null ? "" : "--ca " + identity.file(".crt") + " ";
        // Not both at the same time: each needs the machine to itself when a stall is over.
        try (StallServer few = new StallServer(Duration.ofSeconds(10), tls);
                StallServer many = new StallServer(Duration.ofSeconds(5), tls);
                Attack byFew = Attack.start(trusting + "--target " + few.url() + LOAD + 10);
                Attack byMany = Attack.start(trusting + "--target " + many.url() + LOAD + 1_000)) {
            JsonNode ten = byFew.end().expect(0).json();
            JsonNode thousand = byMany.end().expect(0).json();
            // Not beside the others: callers who never rest would take the machine from them.
            JsonNode callers = Attack.run(
                            trusting + "--target " + few.url() + " --concurrency 10 --duration 10s --json")
                    .expect(0)
                    .json();
            return new Runs(ten, thousand, callers);
        }
    }

    /** The figures of three clients. */
    private record Runs(JsonNode ten, JsonNode thousand, JsonNode callers) {

        boolean undisturbed() {
            return ten.at("/client/valid").asBoolean()
                    && thousand.at("/client/valid").asBoolean();
        }

        /** Leaves the table of docs/stall-test.md where whoever renews it finds it. */
        void write() throws IOException {
            StringBuilder table = new StringBuilder();
            row(table, "10 connections, from the intended time", ten, "latency");
            row(table, "1,000 connections, from the intended time", thousand, "latency");
            row(table, "the same 10, from the granted connection", ten, "service");
            row(table, "closed loop of 10 callers", callers, "latency");
            Files.writeString(Path.of("target", "stall-test.md"), table);
        }
    }

    private static void assertHonest(JsonNode figures) {
        int due = figures.at("/arrivals").asInt();
        // The first comes due when what is left of the warm-up's last gap has passed.
        assertEquals(RATE * SECONDS, due, 1, figures::toString);
        assertEquals(due, figures.at("/classes/ok").asInt(), figures::toString);
        assertEquals(RATE, figures.get("rate").asDouble(), 0.1);
        assertFalse(figures.at("/classes").has("shed"));
        assertWithin(490, 600, figures, "/latency/p95");
        assertWithin(890, 1_000, figures, "/latency/p99");
        // What is held comes through one after the other; the one in the middle tells how long that takes.
        double drain = figures.at("/latency/p95").asDouble() - 500;
        // How late a busy machine lets the client send is told apart, and no part of what is asked here.
        double own = figures.at("/lag/mean").asDouble() - figures.at("/lag/p50").asDouble();
        double base = figures.at("/latency/p50").asDouble() + own;
        double expected = base + 50 + 0.1 * drain;
        assertEquals(expected, figures.at("/latency/mean").asDouble(), 0.05 * expected, figures::toString);
    }

    private static void assertWithin(double low, double high, JsonNode figures, String field) {
        double value = figures.at(field).asDouble();
        assertTrue(value >= low && value <= high, () -> field + " of " + figures);
    }

    private static void row(StringBuilder table, String name, JsonNode figures, String times) {
        table.append("| ").append(name);
        for (String figure : new String[] {"mean", "p50", "p95", "p99", "max"}) {
            table.append(String.format(
                    Locale.ROOT, " | %.1f", figures.get(times).get(figure).asDouble()));
        }
        table.append(
                String.format(Locale.ROOT, " | %.1f |%n", figures.get("rate").asDouble()));
    }
}
