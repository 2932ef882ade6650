package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Span;
import dev.faultline.platform.wire.InvalidValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasuredFileTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # file              | title               | outcomes                                          | answers with a time
            apache-common.txt   | access log          | 200=51 404=3 503=6                                | 0
            apache-us.txt       | access log          | 200=253 404=17 503=30                             | 300
            apache-ms.txt       | access log          | 200=33 404=2 503=5                                | 40
            apache-odd.txt      | access log          | 200=9 400=1 503=1                                 | 11
            nginx-combined.txt  | access log          | 200=50 503=10                                     | 0
            nginx-time.txt      | access log          | 200=252 404=10 503=38                             | 300
            nginx-named.txt     | access log          | 200=252 404=10 503=38                             | 300
            nginx-odd.txt       | access log          | 200=3 400=1 close=1 timeout=6                     | 4
            attack.json         | report of Faultline | 200=252 404=10 503=38                             | 300
            classes.json        | report of Faultline | 200=181 404=12 502=12 503=10 timeout=18 truncated=17 | 215
            truncated.json      | report of Faultline | 200=214 503=14 reset=14 timeout=22 truncated=36   | 228
            grpc.json           | report of Faultline | OK=173 UNAVAILABLE=27                             | 200
            experiment.json     | report of Faultline | 200=232 503=14 reset=15 timeout=22 truncated=17   | 246
            attack.hlog         | histogram log       | ''                                                | 300
            classes.hlog        | histogram log       | 200=181 400=12 500=22 timeout=18 truncated=17     | 215
            attack.hgrm         | percentile table    | ''                                                | 300
            vegeta.hgrm         | percentile table    | ''                                                | 300
            k6-export.json      | summary of k6       | 200=259 500=41                                    | 300
            k6-handle.json      | summary of k6       | 200=253 500=48                                    | 301
            k6-machine.json     | summary of k6       | 200=259 500=42                                    | 301
            k6-statuses.json    | summary of k6       | 200=254 404=17 503=30                             | 301
            fortio-http.json    | report of fortio    | 200=259 404=16 503=25                             | 300
            fortio-grpc.json    | report of fortio    | OK=81 unknown=19                                  | 100
            fortio-refused.json | report of fortio    | unknown=20                                        | 0
            """)
    void whatRealToolsWroteIsReadToTheLastRequest(String file, String title, String outcomes, double times)
            throws IOException {
        Observed observed = Samples.read(file);
        assertEquals(file + " (" + title + ")", observed.source());
        assertEquals(outcomes, Samples.outcomes(observed.all()));
        assertEquals(times, observed.all().latency().count(), 1e-6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # by each tool's own count: p50, p90, p99 and the largest; milliseconds, and what may be lost
            apache-us.txt    | 21.5 | 83.6 | 201.9 | 212.2 | 1.8
            nginx-time.txt   | 23   | 84   | 203   | 204   | 2
            nginx-named.txt  | 23   | 84   | 203   | 204   | 2
            attack.json      | 26.952 | 92.34 | 208.273 | 217.58 | 2
            attack.hlog      | 26.952 | 92.34 | 208.273 | 217.58 | 2
            attack.hgrm      | 26.952 | 92.34 | 208.273 | 217.58 | 0.2
            vegeta.hgrm      | 23.786 | 84.251 | 202.809 | 204.103 | 0.1
            experiment.json  | 24.101 | 54.395 | 59.081 | 73.466 | 0.001
            k6-statuses.json | 22.749 | 83.993 | 203.963 | 206.739 | 0.001
            fortio-http.json | 24.938 | 203.2 | 246.8 | 250.966 | 0.1
            """)
    void percentilesAreThoseThatTheToolCounted(
            String file, double p50, double p90, double p99, double largest, double tolerance) throws IOException {
        LatencyBuckets latency = Samples.read(file).all().latency();
        Samples.assertPercentile(p50, 50, latency, tolerance);
        Samples.assertPercentile(p90, 90, latency, tolerance);
        Samples.assertPercentile(p99, 99, latency, tolerance);
        Samples.assertPercentile(largest, 100, latency, tolerance);
    }

    @Test
    void aLogAndAReportOfTheSameRequestsSayTheSame() throws IOException {
        Observed log = Samples.read("nginx-time.txt");
        Observed report = Samples.read("attack.json");
        assertEquals(report.all().outcomes(), log.all().outcomes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            apache-common.txt   | the log has no durations: only statuses were learned
            apache-us.txt       | the last field is read as microseconds, as Apache's %D
            apache-ms.txt       | no request took a millisecond by that: if the field is Apache's %T or %{ms}T, write %D instead
            nginx-time.txt      | the last field is read as seconds, as nginx's $request_time
            nginx-named.txt     | the field of the request's time is read as seconds, as nginx's $request_time
            nginx-odd.txt       | 6 lines with nginx's status 499, the caller left before an answer: learned as timeout
            nginx-odd.txt       | 1 line with nginx's status 444, closed without an answer: learned as close
            truncated.json      | answers that broke off after their status count as broken off, not by the status
            experiment.json     | of the experiment the phase inject was learned
            attack.hlog         | the log does not tell the statuses of what is injected: only times were learned; attack --json tells both
            classes.hlog        | the log tells classes and not statuses: ok as 200, http-4xx as 400, http-5xx as 500
            attack.hgrm         | a percentile table tells no statuses
            k6-export.json      | the summary tells how many failed and not their statuses: failures are learned as 500, the others as 200
            fortio-http.json    | the histogram has only 9 buckets, within which times are spread evenly: fortio -r 0.0001 makes finer ones
            fortio-refused.json | fortio does not tell how calls failed that had no status, nor keeps their times apart
            """)
    void whatAFileCouldNotTellIsNoted(String file, String note) throws IOException {
        Observed observed = Samples.read(file);
        assertTrue(observed.notes().contains(note), () -> observed.notes().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"attack.json", "attack.hgrm", "k6-export.json", "fortio-http.json"})
    void whatTellsNoTimesOfRequestsRefusesSteps(String file) throws IOException {
        byte[] bytes = Samples.bytes(file);
        Span steps = new Span(null, null, Duration.ofSeconds(1));
        InvalidValue e = assertThrows(
                InvalidValue.class, () -> MeasuredFile.read(file, new ByteArrayInputStream(bytes), steps, null));
        assertEquals("step must not be given: the source does not tell when, was 1s", e.getMessage());
    }

    @Test
    void whatTellsNoPathsSaysSo() throws IOException {
        Observed observed =
                MeasuredFile.read("file", new ByteArrayInputStream(Samples.bytes("attack.json")), Samples.ALL, By.PATH);
        assertTrue(observed.notes().contains("the file does not tell paths: all requests are learned together"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''              | file must be one of report of Faultline, summary of k6, report of fortio, histogram log, percentile table, access log, was something else
            hello           | file must be one of report of Faultline, summary of k6, report of fortio, histogram log, percentile table, access log, was something else
            {}              | file must be one of report of Faultline, summary of k6, report of fortio, histogram log, percentile table, access log, was something else
            """)
    void whatIsOfNoKindIsRefusedWithTheKindsThatAreKnown(String text, String message) {
        assertEquals(
                message,
                assertThrows(InvalidValue.class, () -> Samples.parse(text)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attack.json",
                "experiment.json",
                "k6-export.json",
                "fortio-http.json",
                "classes.hlog",
                "vegeta.hgrm",
                "nginx-time.txt"
            })
    void aFileThatWasCutOrSpoiltIsReadOrRefusedInOneSentence(String file) throws IOException {
        byte[] whole = Samples.bytes(file);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = Arrays.copyOf(whole, i % 2 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int spoilt = random.nextInt(4); spoilt > 0 && bytes.length > 0; spoilt--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                MeasuredFile.read("file", new ByteArrayInputStream(bytes), Samples.ALL, By.PATH);
            } catch (InvalidValue e) {
                assertEquals(1, e.getMessage().lines().count(), e::getMessage);
            }
        }
    }

    @Test
    void aReportOfMoreThan16MebibytesIsRefused() {
        String text = "{\"plan\":1,\"arrival\":\"" + "x".repeat(17 << 20) + "\"}";
        assertEquals(
                "file must be at most 16 MiB, was more",
                assertThrows(InvalidValue.class, () -> Samples.parse(text)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # sample, what is replaced (an expression), by what, and the complaint
            k6-export.json   | "p\\(95\\)": 201\\.5598[0-9]+ | "p(95)": -1          | file: http_req_duration.p(95) must be from 0 to 2678400000, was -1
            k6-export.json   | "count": 300,                   | "count": 1e300,      | file: http_reqs.count must be from 0 to 1000000000000, was 1.0E300
            k6-export.json   | "count": 300,                   | "count": NaN,        | file must be well formed, was broken
            k6-export.json   | "count": 300,                   | "count": "many",     | file: http_reqs.count must be a number, was "many"
            k6-export.json   | "http_reqs"                     | "requests"           | file must have the metric http_reqs, was none
            fortio-http.json | "Start": 0.0203                 | "Start": -0.0203     | file: DurationHistogram.Data[0].Start must be from 0 to 2678400, was -0.020351497
            fortio-http.json | "Start": 0.0203                 | "Start": 7.0203      | file: DurationHistogram.Data[0].End must not be less than the start, was 0.025
            fortio-http.json | "200": 259                      | "200": -259          | file: RetCodes.200 must be from 0 to 1000000000000, was -259
            fortio-http.json | "DurationHistogram"             | "Histogram"          | file: DurationHistogram must be an object, was nothing
            attack.json      | "times" : "HISTF               | "times" : "HIXTF     | tally.attempts
            attack.json      | "version" : 1                   | "version" : 2        | file: tally.version must be 1, was 2
            experiment.json  | "phase" : "inject"              | "phase" : "other"    | file: phases must have the phase inject, was none
            experiment.json  | "injected" : 246                | "invented" : 246     | file: phases[1].summary.classes must be known names, was "invented"
            experiment.json  | "p50" : 24.101                  | "p50" : 1e99         | file: phases[1].summary.latency.p50 must be from 0 to 2678400000
            attack.hgrm      | 23\\.511 0\\.200000000000       | NaN 0.2              | file: line 5 must be a row of a percentile table, was "NaN 0.2
            attack.hgrm      | 23\\.511 0\\.200000000000       | 1.0 0.2              | file: line 5 must not be less than the row before, was 1.0
            classes.hlog     | Tag=ok,0\\.[0-9]+,           | Tag=ok,a,            | file: line 6 must be an interval of a histogram log, was something else
            classes.hlog     | Tag=ok,(.*),HISTFAAAA           | Tag=ok,$1,HISTFAAAB  | file: line 6 must be an interval of a histogram log, was something else
            classes.hlog     | Tag=ok,0\\.                  | Tag=ok,99999999999999999999999. | file: line 6 must be from 0 to 100000000000
            """)
    void whatMakesNoSenseIsRefusedByItsPlace(String sample, String what, String by, String complaint)
            throws IOException {
        String spoilt = Samples.text(sample).replaceFirst(what, by);
        InvalidValue e = assertThrows(InvalidValue.class, () -> Samples.parse(spoilt));
        assertTrue(e.getMessage().contains(complaint), e::getMessage);
    }

    @Test
    void aLineWithoutEndIsNotKept() {
        InputStream endless = Samples.longText("#[Histogram log format version 1.3]\n", 1L << 30, "");
        InvalidValue e = assertThrows(InvalidValue.class, () -> MeasuredFile.read("file", endless, Samples.ALL, null));
        assertEquals("file: line 2 must be at most 4 MiB, was longer", e.getMessage());
    }
}
