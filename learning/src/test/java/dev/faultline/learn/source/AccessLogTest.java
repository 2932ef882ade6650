package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Span;
import dev.faultline.platform.wire.InvalidValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogTest {

    private static final String BEGIN = "10.0.0.1 - - [30/Nov/2026:22:41:40 +0000] \"GET /a HTTP/1.1\" ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what follows the request            | outcomes   | upper bound in microseconds; 0: no time was learned
            200 2 1500                            | 200=1      | 1507
            200 2 "-" "curl" 0.003                | 200=1      | 4000
            200 2 "-" "curl" 0.000                | 200=1      | 1000
            200 - "-" "curl" 0.003                | 200=1      | 4000
            200 2 "-" "curl" "10.0.0.2" 0.003     | 200=1      | 4000
            200 2 "-" "a \\"b\\" 7" 0.003         | 200=1      | 4000
            200 2 "-" "a \\\\" 0.003              | 200=1      | 4000
            200 2 "-" "a \\x22 rt=9.000" 0.003    | 200=1      | 4000
            200 2 "-" "curl" rt=0.003 0.900       | 200=1      | 4000
            200 2 "-" "curl" rt="0.003" x="1 2"   | 200=1      | 4000
            200 2 "-" "c" request_time=0.003 u=-  | 200=1      | 4000
            200 2 "-" "curl" 3ms                  | 200=1      | 4000
            200 2 "-" "curl" 0.003 "tail"         | 200=1      | 0
            200 2 "-" "curl" "10.0.0.2" "0.5"     | 200=1      | 0
            200 2 "-" "curl" -                    | 200=1      | 0
            200 2 "-" "curl" -5                   | 200=1      | 0
            200 2 "-" "curl" NaN                  | 200=1      | 0
            200 2 "-" "curl" 0.                   | 200=1      | 0
            200 2 "-" "curl" 1e9                  | 200=1      | 0
            200 2 "-" "curl" 99999999999999999999 | 200=1      | 0
            200 2 "-" "curl" 90000000000          | 200=1      | 0
            101 2 "-" "curl" 600.000              | 101=1      | 0
            499 0 "-" "curl" 0.010                | timeout=1  | 0
            444 0 "-" "curl" 0.010                | close=1    | 0
            """)
    void statusAndDurationAreRead(String rest, String outcomes, long micros) throws IOException {
        Observed observed = Samples.parse(BEGIN + rest + "\n");
        assertEquals(outcomes, Samples.outcomes(observed.all()));
        assertEquals(micros == 0 ? 0 : 1, observed.all().latency().count());
        assertEquals(micros, observed.all().latency().percentile(100) / 1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- 0 \"-\" \"c\" 7", "000 0 \"-\" \"c\" 7", "999 0 \"-\" \"c\" 7", "20000 0 \"-\" \"c\" 7"})
    void whatHasNoStatusIsLeftOut(String rest) throws IOException {
        Observed observed = Samples.parse(BEGIN + rest + "\n" + BEGIN + "200 2 7\n");
        assertEquals("200=1", Samples.outcomes(observed.all()));
        assertTrue(
                observed.notes().contains("1 line had no status of HTTP and was left out"),
                () -> observed.notes().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /items/17 HTTP/1.1                        | PATH        | /items/*
            GET /items/17?q=1 HTTP/1.1                    | PATH        | /items/*
            GET http://shop.example/items/17 HTTP/1.1     | PATH        | /items/*
            GET http://shop.example HTTP/1.1              | PATH        | /
            GET /r?to=http://x/y HTTP/1.1                 | PATH        | /r
            GET /old                                      | PATH        | /old
            GET /../etc/passwd HTTP/1.1                   | PATH        | all
            GET /a\\x22b HTTP/1.1                         | PATH        | all
            GET /a b HTTP/1.1                             | PATH        | all
            CONNECT shop.example:443 HTTP/1.1             | PATH        | all
            OPTIONS * HTTP/1.1                            | PATH        | all
            \\x16\\x03\\x01                               | PATH        | all
            -                                             | PATH        | all
            POST /shop.Cart/Add HTTP/2.0                  | GRPC_METHOD | shop.Cart/Add
            POST /shop.Cart/Add/more HTTP/2.0             | GRPC_METHOD | all
            GET /health HTTP/1.1                          | GRPC_METHOD | all
            """)
    void theRouteIsWhatTheRequestLineAsksFor(String request, By by, String route) throws IOException {
        String line = "10.0.0.1 - - [30/Nov/2026:22:41:40 +0000] \"" + request + "\" 200 2 \"-\" \"c\" 7\n";
        Observed observed = Samples.parse(line, Samples.ALL, by);
        assertEquals(
                route,
                observed.slices().get(0).routes().keySet().iterator().next().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            30/Nov/2026:22:41:40 +0000 | 2026-11-30T22:41:40Z
            30/Nov/2026:22:41:40 +0530 | 2026-11-30T17:11:40Z
            01/Jan/2027:00:00:00 -0800 | 2027-01-01T08:00:00Z
            31/Dec/2026:23:59:60 +0000 | 2026-12-31T23:59:59Z
            """)
    void timesAreReadWithTheirOffset(String text, Instant at) throws IOException {
        assertEquals(
                at,
                Samples.parse("h - - [" + text + "] \"GET / HTTP/1.1\" 200 2\n").from());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "30/Nov/2026:22:41 +0000",
                "31/Feb/2026:22:41:40 +0000",
                "30/Nov/2026:25:41:40 +0000",
                "30/Not/2026:22:41:40 +0000",
                "30/Nov/2026:22:41:40 +9900",
                "2026-11-30T22:41:40+00:00"
            })
    void whatHasNoTimeIsNoEntry(String time) throws IOException {
        String none = "h - - [" + time + "] \"GET / HTTP/1.1\" 200 2\n";
        assertThrows(InvalidValue.class, () -> Samples.parse(none));
        Observed observed = Samples.parse(BEGIN + "200 2 7\n" + none + "\n" + none);
        assertEquals("200=1", Samples.outcomes(observed.all()));
        assertTrue(observed.notes().contains("2 lines were no entries of an access log"));
    }

    @Test
    void anotherTimeInTheNameOfAUserIsNotTaken() throws IOException {
        String line = "h - [30/Nov/1999:22:41:40 +0000] [30/Nov/2026:22:41:40 +0000] \"GET / HTTP/1.1\" 200 2 7\r\n";
        assertEquals(Instant.parse("2026-11-30T22:41:40Z"), Samples.parse(line).from());
    }

    @Test
    void stepsAreToldApartByWhenRequestsWereLogged() throws IOException {
        Observed observed = MeasuredFile.read(
                "log",
                new ByteArrayInputStream(Samples.bytes("nginx-time.txt")),
                new Span(null, null, Duration.ofSeconds(2)),
                null);
        List<Long> requests = observed.slices().stream()
                .map(slice -> Math.round(slice.all().requests()))
                .toList();
        assertEquals(300, requests.stream().mapToLong(Long::longValue).sum());
        assertEquals(4, requests.size());
        assertTrue(observed.notes()
                .contains("nginx logs a request at its end: steps are right to within the longest request"));
    }

    @Test
    void whatIsNotOfTheTimeIsLeftOut() throws IOException {
        Span span = new Span(Instant.parse("2026-11-30T22:53:04Z"), Duration.ofSeconds(2), null);
        Observed observed =
                MeasuredFile.read("log", new ByteArrayInputStream(Samples.bytes("nginx-time.txt")), span, null);
        long lines = Samples.text("nginx-time.txt")
                .lines()
                .filter(line -> line.contains(":22:53:04 ") || line.contains(":22:53:05 "))
                .count();
        assertEquals((double) lines, observed.all().requests());
    }

    @Test
    void pathsThatACallerMakesUpAreBounded() throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            log.append("h - - [30/Nov/2026:22:41:40 +0000] \"GET /x").append(i).append("y HTTP/1.1\" 404 2 7\n");
        }
        Observed observed = Samples.parse(log.toString(), Samples.ALL, By.PATH);
        assertEquals(100_000, observed.all().requests());
        assertTrue(observed.slices().get(0).routes().size() <= 1_001);
    }

    @Test
    void aLineLongerThan64KibibytesIsPassedOver() throws IOException {
        InputStream log = Samples.longText(BEGIN + "200 2 7\nlong", 64L << 20, "\n" + BEGIN + "503 2 9\n");
        Observed observed = MeasuredFile.read("log", log, Samples.ALL, null);
        assertEquals("200=1 503=1", Samples.outcomes(observed.all()));
        assertTrue(observed.notes().contains("1 line was no entry of an access log"));
    }
}
