package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Observed;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SummariesTest {

    private static final ObjectMapper MAPPER = WireJson.mapper();

    /** What {@code /api/stats} answers is the figures of a report without the rest. */
    private static String stats(String sample) throws IOException {
        ObjectNode report = (ObjectNode) MAPPER.readTree(Samples.bytes(sample));
        report.remove(List.of("plan", "started", "tally"));
        return MAPPER.writeValueAsString(report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"attack.json", "classes.json", "truncated.json", "grpc.json"})
    void figuresAreLearnedAsTheTallyIsButForTheTimesBetweenPercentiles(String sample) throws IOException {
        Observed exact = Samples.read(sample);
        Observed figures = Samples.parse(stats(sample));
        assertEquals(exact.all().outcomes(), figures.all().outcomes());
        LatencyBuckets latency = figures.all().latency();
        assertEquals(exact.all().latency().count(), latency.count(), 1e-6);
        for (int percentile : new int[] {50, 90, 95, 99}) {
            double millis = exact.all().latency().percentile(percentile) / 1e6;
            Samples.assertPercentile(millis, percentile, latency, millis / 50);
        }
        assertTrue(figures.notes().contains("the report tells some percentiles: between them times are spread evenly"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # statuses, classes, statuses of gRPC                                 | outcomes
            {"200":10}           | {"ok":10}                      | {}            | 200=10
            {"200":10,"503":5}   | {"ok":8,"http-5xx":5,"timeout":2} | {}         | 200=8 503=5 timeout=2
            {"200":1,"503":5}    | {"http-5xx":4,"truncated":2}   | {}            | 503=4 truncated=2
            {"200":10}           | {"ok":10,"shed":4}             | {}            | 200=10
            {"200":9,"other":1}  | {"ok":9,"http-5xx":1}          | {}            | 200=9 unknown=1
            {"99":1,"700":2}     | {"http-5xx":3}                 | {}            | unknown=3
            {"200":8,"503":2}    | {"ok":8,"http-5xx":2}          | {"OK":8,"none":2} | 503=2 OK=8
            {"200":10}           | {"ok":10}                      | {"OK":9,"other":1} | OK=9 unknown=1
            {}                   | {"refused":3,"dns":1,"connect-timeout":2,"reset":4,"close":5} | {} | close=5 connect-timeout=2 refused=3 reset=4 unknown=1
            """)
    void nothingIsCountedTwice(String statuses, String classes, String grpc, String outcomes) throws IOException {
        Observed observed = Samples.parse("{\"classes\":" + classes + ",\"statuses\":" + statuses + ",\"grpcStatuses\":"
                + grpc + ",\"latency\":{\"samples\":0}}");
        assertEquals(outcomes, Samples.outcomes(observed.all()));
    }

    @Test
    void aTableMayStandInWhatWrk2HasToSay() throws IOException {
        String begin = """
                Running 6s test @ http://127.0.0.1:8080
                  Detailed Percentile spectrum:
                """;
        String end = """
                ----------------------------------------------------------
                  300 requests in 6.00s
                """;
        Observed observed = Samples.parse(begin + Samples.text("attack.hgrm") + end);
        assertEquals(300, observed.all().latency().count());
    }

    @Test
    void timesThatAreAllTheSameStayTogether() throws IOException {
        Observed observed = Samples.parse("""
                Value Percentile TotalCount 1/(1-Percentile)

                5.000 0.000000000000 40 1.00
                5.000 0.5 40 2.00
                5.000 1.000000000000 40
                """);
        LatencyBuckets latency = observed.all().latency();
        assertEquals(40, latency.count());
        Samples.assertPercentile(5, 1, latency, 0.001);
        Samples.assertPercentile(5, 100, latency, 0.001);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"count":10} | {"value":0.3}           | 200=7 500=3
            {"count":10} | {"rate":1}              | 500=10
            {"count":10} | {"passes":0,"fails":10} | 200=10
            {"count":10} | {"matches":4}           | 200=6 500=4
            {"count":10} | {"passes":40}           | 500=10
            """)
    void k6TellsFailuresInSeveralWays(String requests, String failed, String outcomes) throws IOException {
        Observed observed = Samples.parse("{\"metrics\":{\"http_req_duration\":{\"max\":2},\"http_reqs\":" + requests
                + ",\"http_req_failed\":" + failed + "}}");
        assertEquals(outcomes, Samples.outcomes(observed.all()));
        assertEquals(10, observed.all().latency().count());
    }

    @Test
    void statusesThatAScriptAsksForAreLearnedAndTheRestByWhetherItFailed() throws IOException {
        Observed observed = Samples.parse("""
                {"metrics": {"http_req_duration": {"med": 1, "max": 2}, "http_reqs": {"count": 100},
                  "http_reqs{status:503}": {"count": 10}, "http_reqs{status:0}": {"count": 2},
                  "http_reqs{status:201}": {"count": 30}, "http_req_failed": {"passes": 15, "fails": 85}}}
                """);
        assertEquals("200=55 201=30 500=3 503=10 unknown=2", Samples.outcomes(observed.all()));
    }
}
