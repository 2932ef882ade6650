package dev.faultline.load.threshold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThresholdParserTest {

    private static final Path SOURCE =
            Path.of("src", "main", "java", "dev", "faultline", "load", "threshold", "ThresholdParser.java");

    private static final String[] VOCABULARY = {
        "success_rate",
        "error_rate",
        "share",
        "count",
        "rate",
        "avg",
        "min",
        "med",
        "max",
        "p",
        "p95",
        "p(",
        "p99.9",
        "(",
        ")",
        "of",
        "requests",
        "backend",
        "injector",
        "timeout",
        "http-5xx",
        "unexpected",
        "request",
        "checkout",
        "\"GET /cart\"",
        "\"",
        "shed",
        ">=",
        "<",
        "=",
        "===",
        "!=",
        "=>",
        "99",
        "0.01",
        "%",
        "300ms",
        "1m30s",
        "PT10M",
        "PT99999999999H",
        "-5ms",
        "split",
        "baseline",
        "control",
        "*",
        "-",
        "+",
        "over",
        "30s",
        "min_n",
        "500",
        "http_req_duration",
        "http_req_failed",
        "dropped_iterations",
        ":",
        "value",
        "99999999999999999999",
        "1.",
        ".5",
        "\t",
        "{",
        "é",
        "\u0000",
        "<<<<<<<<<<<<<<<<",
        "ppppppppppppppppppppppp",
    };

    @ParameterizedTest(name = "{0} is {1} of {2}, {3} {4}")
    @CsvSource({
        "success_rate >= 99%, SuccessRate, All, AT_LEAST, 0.99",
        "error_rate<1%, ErrorRate, All, BELOW, 0.01",
        "share of timeout < 1%, Share, In, BELOW, 0.01",
        "share of http-5xx <= 0.5%, Share, In, AT_MOST, 0.005",
        "share of unexpected <= 0.5%, Share, In, AT_MOST, 0.005",
        "share of proxy = 0%, Share, By, EQUAL, 0",
        "p95 of request checkout < 200ms, Percentile, Named, BELOW, 200",
        "p95 of request /cart/{id}< 200ms, Percentile, Named, BELOW, 200",
        "share of request \"GET /a>=b 5%\" <= 10%, Share, Named, AT_MOST, 0.1",
        "success_rate of request ok >= 99%, SuccessRate, Named, AT_LEAST, 0.99",
        "p99 of ok < 200ms, Percentile, In, BELOW, 200",
        "p95 of requests < 1.5s, Percentile, Requests, BELOW, 1500",
        "p(95)<500, Percentile, All, BELOW, 500",
        "avg < 200, Mean, All, BELOW, 200",
        "med < 20ms, Percentile, All, BELOW, 20",
        "min > 1ms, Extreme, All, ABOVE, 1",
        "max < 1s, Extreme, All, BELOW, 1000",
        "count of shed < 10, Count, In, BELOW, 10",
        "rate >= 450.5, Rate, All, AT_LEAST, 450.5",
        "rate != 0, Rate, All, UNEQUAL, 0",
        "http_req_duration: p(95)<500, Percentile, All, BELOW, 500",
        "http_req_duration:avg===200, Mean, All, EQUAL, 200",
        "http_req_failed: rate<0.01, ErrorRate, All, BELOW, 0.01",
        "http_req_failed: rate<1%, ErrorRate, All, BELOW, 0.01",
        "http_reqs: count>1000, Count, All, ABOVE, 1000",
        "http_reqs: rate>450, Rate, All, ABOVE, 450",
        "dropped_iterations: count<10, Count, In, BELOW, 10",
    })
    void readsWhatPeopleWrite(String text, String metric, String scope, Comparison comparison, double bound) {
        Threshold threshold = Threshold.of(text);
        assertEquals(metric, threshold.metric().getClass().getSimpleName());
        assertEquals(scope, threshold.metric().of().getClass().getSimpleName());
        assertEquals(comparison, threshold.comparison());
        assertEquals(new Bound.Fixed(bound), threshold.bound());
        assertEquals(text, threshold.toString());
        assertEquals(threshold, Threshold.of(threshold.toString()));
    }

    @ParameterizedTest(name = "{0}: control * {1} + {2}")
    @CsvSource({
        "success_rate >= control, 1, 0",
        "success_rate >= control - 1%, 1, -0.01",
        "p99 <= control + 50ms, 1, 50",
        "p95 < control * 1.5, 1.5, 0",
        "p95 < control * 1.5 + 5 min_n 100, 1.5, 5",
        "avg < control - 5ms, 1, -5",
        "rate >= control * 0.9 - 3, 0.9, -3",
    })
    void comparesWithTheControlSlice(String text, double factor, double plus) {
        assertEquals(new Bound.OfControl(factor, plus), Threshold.of(text).bound());
        assertTrue(Threshold.of(text).namesControl());
    }

    @ParameterizedTest(name = "{0}: over {1}, min_n {2}")
    @CsvSource({
        "p99 < 300ms, , ",
        "p99 < 300ms over 30s, 30, ",
        "p99 < 300ms min_n 500, , 500",
        "p99 < 300ms over 10m min_n 500, 600, 500",
        "p99 < 300 min_n 500 over 1s, 1, 500",
        "p99 < baseline * 2 + 5ms over 5s, 5, ",
        "success_rate = split over 30s, 30, ",
    })
    void suffixesComeInAnyOrder(String text, Long seconds, Long minSamples) {
        Threshold threshold = Threshold.of(text);
        assertEquals(seconds == null ? null : Duration.ofSeconds(seconds), threshold.over());
        assertEquals(minSamples, threshold.minSamples());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "value < 5, 'must be a threshold such as \"p95 < 300ms\" on success_rate'",
        "checks: rate > 0.9, must be about http_req_duration",
        "http_req_waiting: p(95) < 5, must be about http_req_duration",
        "'http_req_duration{status:200}: p(95) < 5', must be about http_req_duration",
        "http_req_duration: rate < 5, 'must ask http_req_duration for its avg, min, med, max or p(N)'",
        "http_req_failed: count < 5, must ask http_req_failed for its rate",
        "http_req_failed: rate < 5, must compare it with a fraction from 0 to 1",
        "dropped_iterations: count of ok < 5, must ask for dropped_iterations without a scope",
        "p95 of shed < 1s, must ask for the share",
        "success_rate of shed > 1%, must ask for the share",
        "share of requests > 1%, must say whose share",
        "share of timeout = split, must compare a share with the split",
        "count > 5%, must compare it with a bare number",
        "count > 5s, must compare it with a bare number",
        "success_rate > 0.99, must compare a share with 0% to 100%",
        "p95 < -5ms, must compare a time",
        "p95 < PT99999999999H, must compare a time",
        "p100 < 5ms, must ask for a percentile above 0 and below 100",
        "p(95 < 5ms, must close the bracket",
        "p95 of everybody < 5ms, 'must be about requests, request NAME, backend'",
        "p95 of request < 5ms, must name the request",
        "'p95 of request \"\" < 5ms', must name the request",
        "'p95 of request \"a < 5ms', must name the request",
        "p95 of request GET /cart < 5ms, must be a threshold such as",
        "success_rate of request ok = split, must compare a share with the split",
        "p95 < 5ms over 500ms, must look over whole seconds from 1s to 10m",
        "p95 < 5ms over 1.5s, must look over whole seconds from 1s to 10m",
        "p95 < 5ms over 11m, must look over whole seconds from 1s to 10m",
        "p95 < 5ms over 5s over 5s, must end after its bound",
        "p95 < 5ms min_n 0, must have a min_n",
        "p95 < 5ms min_n 1.5, must have a min_n",
        "p95 < 5ms for 5s, must end after its bound",
        "p95 < control over 5s, must compare with control on the whole",
        "p95 < control - 5%, must compare a time",
        "success_rate >= control - 5ms, must compare a share",
        "p95 < control -5ms, must end after its bound",
        "p95 < control + - 5ms, must compare a time",
        "p95 =< 5ms, must be a threshold such as",
    })
    void saysWhatIsWrongAndWhatThereIsInstead(String text, String rule) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> Threshold.of(text));
        assertTrue(invalid.rule().startsWith(rule), invalid.rule());
        assertEquals('"' + text + '"', invalid.value());
    }

    @Test
    void aNameInQuotesIsTakenAsItIs() {
        assertEquals(
                new Scope.Named("GET /a>=b 5%"),
                Threshold.of("p95 of request \"GET /a>=b 5%\" < 5ms").metric().of());
        assertEquals(
                new Scope.Named("over"),
                Threshold.of("p95 of request over < 5ms over 5s").metric().of());
    }

    @Test
    void whitespaceIsOneSpace() {
        assertEquals(
                "p95 < 5 ms".replace(" ms", "ms"),
                Threshold.of(" p95\t<\n  5ms ").toString());
        assertEquals(Threshold.of("p95 < 5ms over 5s"), Threshold.of("\np95   < 5ms   over 5s\n"));
    }

    @Test
    void aTextHasAtMostTwoHundredCharacters() {
        String spaces = " ".repeat(ThresholdParser.MAX_LENGTH - "p95 <5ms".length());
        assertEquals("p95 < 5ms", Threshold.of("p95 <" + spaces + "5ms").text());
        assertThrows(InvalidValue.class, () -> Threshold.of("p95 <" + spaces + " 5ms"));
    }

    @ParameterizedTest
    @EnumSource
    void everyClassIsAScope(ResultClass resultClass) {
        Threshold threshold = Threshold.of("share of " + resultClass.wire() + " < 1%");
        // Who answered comes first where a party and a class are called the same.
        assertTrue(
                resultClass == ResultClass.PROXY || threshold.metric().of().equals(new Scope.In(resultClass)),
                threshold.metric().toString());
    }

    /** Whatever is written: a threshold that reads back as itself, or a complaint. */
    @Test
    void nothingElseComesOfAnyText() {
        SplittableRandom random = new SplittableRandom(4);
        int read = 0;
        for (int run = 0; run < 100_000; run++) {
            StringBuilder text = new StringBuilder(run % 3 == 0 ? "p95 < " : run % 3 == 1 ? "share of " : "");
            int words = random.nextInt(1, 8);
            for (int i = 0; i < words; i++) {
                text.append(VOCABULARY[random.nextInt(VOCABULARY.length)]).append(random.nextInt(4) == 0 ? "" : " ");
            }
            if (random.nextInt(8) == 0) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x250));
            }
            try {
                Threshold threshold = Threshold.of(text.toString());
                assertEquals(threshold, Threshold.of(threshold.toString()));
                read++;
            } catch (InvalidValue e) {
                assertTrue(e.getMessage().startsWith("the document must "), e.getMessage());
            }
        }
        assertTrue(read > 300, read + " were thresholds, too few to show anything");
    }

    @Test
    void theReadmeStatesTheGrammarOfTheCode() throws IOException {
        String code = Files.readString(SOURCE)
                .lines()
                .dropWhile(line -> !line.contains("<pre>"))
                .skip(1)
                .takeWhile(line -> !line.contains("</pre>"))
                .map(line -> line.substring(3))
                .collect(Collectors.joining("\n"));
        assertTrue(code.startsWith("threshold  = "), code);
        String readme = Files.readString(Path.of("README.md"));
        assertTrue(readme.contains("```\n" + code + "\n```"), "the README holds another grammar than\n" + code);
        for (ResultClass resultClass : ResultClass.values()) {
            assertTrue(code.contains('"' + resultClass.wire() + '"'), resultClass.wire());
        }
    }
}
