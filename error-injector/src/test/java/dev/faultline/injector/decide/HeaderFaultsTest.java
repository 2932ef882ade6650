package dev.faultline.injector.decide;

import static dev.faultline.injector.decide.Deciders.count;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.injector.value.ChiSquare;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of Envoy's fault filter; the header names lack their common start {@code x-envoy-fault-}. */
class HeaderFaultsTest {

    private static final String START = "x-envoy-fault-";
    private static final int DRAWS = 200_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Deciders.NOON);
    private static final String PLAN =
            "{'seed':1,'rules':[{'aborts':[{'type':'status','status':599,'percentage':100}]}]}";
    private static final String BY_RULE = "rule-1 status 599";

    private static Decider<String> decider(double abort, double delay) {
        HeaderFaults.Ceiling ceiling =
                new HeaderFaults.Ceiling(new Percentage(abort), new Percentage(delay), Duration.ofSeconds(2));
        return Deciders.of(Deciders.plan(PLAN), CLOCK, ceiling);
    }

    /** Reads {@code abort-request: 503, delay-request: 100}. */
    private static Requests request(String headers) {
        String[] parts = headers.split("[:,] ?", -1);
        for (int i = 0; i < parts.length; i += 2) {
            parts[i] = START + parts[i];
        }
        return Requests.withHeaders(parts);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "abort-request: 503; headers status 503",
                "abort-request: 200; headers status 200",
                "abort-request: 599; headers status 599",
                "abort-request: 000503; headers status 503",
                // What is no status is ignored, and so the rules decide.
                "abort-request: 199; rule-1 status 599",
                "abort-request: 600; rule-1 status 599",
                "abort-request: 0; rule-1 status 599",
                "abort-request: 4294967799; rule-1 status 599",
                "abort-request: abc; rule-1 status 599",
                "abort-request: 503x; rule-1 status 599",
                "abort-request: -503; rule-1 status 599",
                "abort-request: +503; rule-1 status 599",
                "abort-request: 503.0; rule-1 status 599",
                "abort-request: ; rule-1 status 599",
                "abort-request: ٥٠٣; rule-1 status 599",
                // Only the first value counts, whatever it is.
                "abort-request: 503, abort-request: 404; headers status 503",
                "abort-request: abc, abort-request: 404; rule-1 status 599",
                "abort-grpc-request: 14; headers grpc-status 503",
                "abort-grpc-request: 0; headers grpc-status 200",
                "abort-grpc-request: 16; headers grpc-status 401",
                "abort-grpc-request: 17; rule-1 status 599",
                "abort-grpc-request: UNAVAILABLE; rule-1 status 599",
                // The status of HTTP first, unless it is none.
                "abort-request: 404, abort-grpc-request: 14; headers status 404",
                "abort-request: abc, abort-grpc-request: 14; headers grpc-status 503",
                "delay-request: 100; PT0.1S+PT0S headers delay 200",
                "delay-request: 0; headers otherwise 200",
                "delay-request: 2000; PT2S+PT0S headers delay 200",
                // Capped, not ignored; Envoy gives up beyond 64 bits.
                "delay-request: 2001; PT2S+PT0S headers delay 200",
                "delay-request: 99999999999; PT2S+PT0S headers delay 200",
                "delay-request: 99999999999999999999999; PT2S+PT0S headers delay 200",
                "delay-request: 1s; rule-1 status 599",
                "delay-request: 1.5; rule-1 status 599",
                "delay-request: -1; rule-1 status 599",
                // The delay is served before the abort.
                "delay-request: 100, abort-request: 503; PT0.1S+PT0S headers status 503",
                "delay-request: x, abort-request: 503; headers status 503",
                "delay-request: 100, abort-request: x; PT0.1S+PT0S headers delay 200",
                // A percentage alone asks for nothing; one that is none is the ceiling.
                "abort-request-percentage: 100; rule-1 status 599",
                "abort-request: 503, abort-request-percentage: 0; headers otherwise 200",
                "abort-request: 503, abort-request-percentage: x; headers status 503",
                "abort-request: 503, abort-request-percentage: 100; headers status 503",
                "abort-request: 503, abort-request-percentage: 99999999999; headers status 503",
                "abort-request: 503, delay-request-percentage: 0; headers status 503",
                "delay-request: 100, delay-request-percentage: 0; headers otherwise 200",
                "delay-request: 100, delay-request-percentage: 0, delay-request-percentage: 100; headers otherwise 200",
                "throughput-response: 1; rule-1 status 599",
            })
    void asEnvoyReadsThem(String headers, String words) {
        assertEquals(words, Deciders.words(decider(100, 100).decide(request(headers))));
    }

    @ParameterizedTest(name = "abort {0} %, delay {1} %: {2} -> {3}")
    @CsvSource(
            delimiter = ';',
            value = {
                "0; 100; abort-request: 503; rule-1 status 599",
                "100; 0; delay-request: 100; rule-1 status 599",
                "0; 100; abort-request: 503, delay-request: 100; PT0.1S+PT0S headers delay 200",
                "100; 0; abort-request: 503, delay-request: 100; headers status 503",
                "0; 100; abort-request: 503, abort-request-percentage: 100; rule-1 status 599",
            })
    void whatTheCeilingDoesNotAllowIsNotAskedFor(double abort, double delay, String headers, String words) {
        assertEquals(words, Deciders.words(decider(abort, delay).decide(request(headers))));
    }

    @Test
    void withoutACeilingHeadersAreTraffic() {
        Decider<String> decider = Deciders.of(PLAN, CLOCK);
        assertEquals(BY_RULE, Deciders.words(decider.decide(request("abort-request: 503"))));
    }

    @Test
    void anExpiredPlanIsNotRevivedByHeaders() {
        HeaderFaults.Ceiling ceiling = new HeaderFaults.Ceiling(Percentage.ALL, Percentage.ALL, Duration.ofSeconds(2));
        Decider<String> decider = Deciders.of(
                Deciders.plan("{'expiresIn':'1m'}"), InstantSource.fixed(Deciders.NOON.plusSeconds(60)), ceiling);
        assertEquals("none otherwise 200", Deciders.words(decider.decide(request("abort-request: 503"))));
    }

    /** Envoy's issue 9597: a percentage drawn twice hits 2p - p^2 of the requests, which for 50 % is 75 %. */
    @ParameterizedTest(name = "asked {0}, ceiling {1}: {2}")
    @CsvSource({"50, 100, 50", "'', 50, 50", "20, 100, 20", "80, 30, 30", "30, 80, 30", "1, 100, 1", "100, 0.5, 0.5"})
    void percentagesAreDrawnOnceAndCapped(String asked, double ceiling, double percentage) {
        String headers = "abort-request: 503" + (asked.isEmpty() ? "" : ", abort-request-percentage: " + asked);
        Map<String, Long> seen = Deciders.outcomes(decider(ceiling, 100), request(headers), DRAWS);
        ChiSquare.assertFits(
                new long[] {count(seen, "503"), count(seen, "200")},
                new double[] {percentage / 100, 1 - percentage / 100},
                headers);
        String delays = "delay-request: 5" + (asked.isEmpty() ? "" : ", delay-request-percentage: " + asked);
        Map<String, Long> held = Deciders.outcomes(decider(100, ceiling), request(delays), DRAWS);
        ChiSquare.assertFits(
                new long[] {count(held, "held 200"), count(held, "200")},
                new double[] {percentage / 100, 1 - percentage / 100},
                delays);
    }

    /** The example of gRPC's proposal A33. */
    @Test
    void twentyPercentDelayAndFivePercentAbortTouchTwentyFour() {
        Requests request = request(
                "delay-request: 5, delay-request-percentage: 20, " + "abort-request: 503, abort-request-percentage: 5");
        Map<String, Long> seen = Deciders.outcomes(decider(100, 100), request, DRAWS);
        long[][] table = {{count(seen, "held 503"), count(seen, "held 200")}, {count(seen, "503"), count(seen, "200")}};
        ChiSquare.assertIndependent(table, "delay and abort");
        ChiSquare.assertFits(new long[] {DRAWS - table[1][1], table[1][1]}, new double[] {0.24, 0.76}, "touched");
    }

    @Test
    void countsNothingThatWasNotAnnounced() {
        Decider<String> decider = decider(100, 100);
        Set<Counters.Series> announced = Set.copyOf(decider.series());
        Set<Counters.Series> seen = IntStream.range(0, 600)
                .parallel()
                .mapToObj(i -> decider.decide(request("abort-request: " + i + ", abort-grpc-request: " + i % 20)))
                .map(decision -> ((Outcome<String>) decision).series())
                .collect(Collectors.toSet());
        assertEquals(Set.of(), seen.stream().filter(s -> !announced.contains(s)).collect(Collectors.toSet()));
        assertEquals(announced, Set.copyOf(decider.series()));
        assertEquals(
                8,
                new TreeSet<>(announced.stream().map(Counters.Series::toString).toList()).size());
    }
}
