package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Span;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistogramLogTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nanoseconds  | 26.952
            microseconds | 26952
            milliseconds | 26952000
            """)
    void theUnitIsTheOneOfTheComment(String unit, double p50) throws IOException {
        Observed observed = Samples.parse(Samples.text("attack.hlog").replace("nanoseconds", unit));
        Samples.assertPercentile(p50, 50, observed.all().latency(), p50 / 100);
    }

    @Test
    void aLogWithoutUnitIsReadAsNanosecondsAndSaysSo() throws IOException {
        Observed observed = Samples.parse(Samples.text("attack.hlog").replace("in nanoseconds", "of us all"));
        Samples.assertPercentile(26.952, 50, observed.all().latency(), 0.3);
        assertTrue(observed.notes()
                .contains("the log does not tell its unit: its values are read as nanoseconds, as HdrHistogram's own"
                        + " tools do"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what is replaced | by what                    | when it begins
            StartTime          | StartTime                  | 2026-11-30T22:53:03.009Z
            BaseTime           | Comment                    | 2026-11-30T22:53:03.009Z
            """)
    void intervalsBeginWhereTheBaseAndTheStartSay(String what, String by, Instant from) throws IOException {
        assertEquals(
                from,
                Samples.parse(Samples.text("attack.hlog").replace(what, by)).from());
    }

    @Test
    void withoutABeginningNobodyKnowsWhenItWas() throws IOException {
        String log = Samples.text("attack.hlog").replace("BaseTime", "Base").replace("StartTime:", "Start:");
        Observed observed = Samples.parse(log);
        assertEquals(null, observed.from());
        assertEquals(300, observed.all().requests());
    }

    @Test
    void intervalsFallIntoTheStepInWhichTheyBegin() throws IOException {
        Observed observed =
                Samples.parse(Samples.text("attack.hlog"), new Span(null, null, Duration.ofSeconds(2)), null);
        List<Long> requests = observed.slices().stream()
                .map(slice -> Math.round(slice.all().requests()))
                .toList();
        assertEquals(300, requests.stream().mapToLong(Long::longValue).sum());
        assertEquals(4, requests.size());
    }

    @Test
    void intervalsLongerThanTheStepAreNoted() throws IOException {
        String log = Samples.text("attack.hlog").replaceAll("(?m)^(Tag=injected,[0-9.]+),[0-9.]+", "$1,60.000");
        Observed observed = Samples.parse(log, new Span(null, null, Duration.ofSeconds(2)), null);
        assertTrue(observed.notes()
                .contains("intervals of the log are longer than the step: each counts at its beginning"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Tag=ok,   | ''          | 215
            Tag=ok,   | Tag=read,   | 215
            Tag=http-4xx, | Tag=shed, | 203
            """)
    void tagsOfOthersAreTimesAndWhatWasNeverSentIsNone(String tag, String by, double times) throws IOException {
        Observed observed = Samples.parse(Samples.text("classes.hlog").replace(tag, by));
        assertEquals(times, observed.all().latency().count());
        boolean foreign = !by.equals("Tag=shed,");
        assertEquals(foreign, observed.all().outcomes().isEmpty());
        assertTrue(observed.notes()
                .contains(
                        foreign
                                ? "a histogram log without Faultline's tags tells no statuses"
                                : "what is shed was never sent and is left out"));
    }

    @Test
    void aLogThatEndsInTheMiddleOfAnIntervalIsReadUpToIt() throws IOException {
        String log = Samples.text("attack.hlog");
        Observed observed = Samples.parse(log.substring(0, log.length() - 30));
        assertTrue(observed.all().requests() < 300);
        assertTrue(observed.all().requests() > 200);
        assertTrue(observed.notes().contains("the log ends in the middle of an interval, which is left out"));
    }
}
