package dev.faultline.injector.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of abort makes of a request, alone and after a delay. */
class DecisionTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Deciders.NOON);
    private static final String DELAY = "'delay':{'type':'fixed','value':'1s'},";
    private static final String EVERYTHING = "'percentage':100}]}]}";

    private static Decider<String> decider(String before, String abort) {
        return Deciders.of("{'rules':[{" + before + "'aborts':[{" + abort + "," + EVERYTHING, CLOCK);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "'type':'status','status':503; PT0S; status 503",
                "'type':'grpc-status','status':14; PT0S; grpc-status 503",
                "'type':'reset'; PT0S; reset reset",
                "'type':'close'; PT0S; close close",
                "'type':'hang'; PT5M; hang close",
                "'type':'hang','for':'3s'; PT3S; hang close",
                "'type':'truncate'; PT0S; truncate 200 of 1024 bytes Cut[sent=512, end=CLOSE]",
                "'type':'truncate','declared':1; PT0S; truncate 200 of 1 bytes Cut[sent=0, end=CLOSE]",
                "'type':'truncate','sent':5000,'end':'reset'; PT0S; truncate 200 of 5001 bytes Cut[sent=5000, end=RESET]",
                "'type':'malformed-chunk'; PT0S; malformed-chunk malformedChunk",
                "'type':'garbage'; PT0S; garbage garbage 128",
                "'type':'drip'; lasts; drip 200 of 100 bytes Drip[bytesPerSecond=10]",
                "'type':'reset-stream','code':'CANCEL'; PT0S; reset-stream reset",
                "'type':'goaway'; PT0S; goaway andClose 200",
                "'type':'goaway','lastStreamId':0; PT0S; goaway close",
            })
    void abortsAtOnceOrHolds(String abort, String hold, String words) {
        boolean lasts = hold.equals("lasts");
        Duration held = lasts ? Duration.ZERO : Duration.parse(hold);
        String alone = held.isZero() && !lasts ? "" : Duration.ZERO + "+" + held + " ";
        assertEquals(
                alone + "rule-1 " + words, Deciders.words(decider("", abort).decide(Requests.ANY)));
        assertEquals(
                "PT1S+" + held + " rule-1 " + words,
                Deciders.words(decider(DELAY, abort).decide(Requests.ANY)));
    }

    @Test
    void whatIsHeldSaysWhatComesOfAnOverflowAndOfTheKillSwitch() {
        for (String abort : List.of("'type':'hang'", "'type':'drip'", "'type':'status','status':503")) {
            Decision.Held<String> held =
                    (Decision.Held<String>) decider(DELAY, abort).decide(Requests.ANY);
            assertEquals("rule-1 overflow 200", Deciders.words(held.overflow()));
            assertEquals("none otherwise 200", Deciders.words(held.stopped()));
            assertNull(held.overflow().marker());
        }
    }

    @Test
    void aRateLimitTurnsAwayAtOnceAndSaysWhenToTryAgain() {
        Decider<String> decider = decider(DELAY, "'type':'rate-limit','perSecond':0.5,'burst':2");
        assertEquals("admitted PT1S+PT0S rule-1 delay 200", Deciders.words(decider.decide(Requests.ANY)));
        assertEquals("admitted PT1S+PT0S rule-1 delay 200", Deciders.words(decider.decide(Requests.ANY)));
        Outcome<String> refused = (Outcome<String>) decider.decide(Requests.ANY);
        assertEquals("rule-1 rate-limit 429", Deciders.words(refused));
        assertEquals("rule-1/rate-limit", refused.marker());
        assertEquals(Duration.ofSeconds(2), refused.retryAfter().get());
    }

    @Test
    void aConcurrencyLimitLetsInWhatOthersHaveLeft() {
        Decider<String> decider = decider("", "'type':'concurrency-limit','max':2,'status':529");
        List<Decision<String>> first =
                Stream.generate(() -> decider.decide(Requests.ANY)).limit(3).toList();
        assertEquals(
                List.of(
                        "admitted rule-1 otherwise 200",
                        "admitted rule-1 otherwise 200",
                        "rule-1 concurrency-limit 529"),
                first.stream().map(Deciders::words).toList());
        Decision.Admitted<String> admitted = (Decision.Admitted<String>) first.get(0);
        admitted.limiter().leave();
        assertEquals("admitted rule-1 otherwise 200", Deciders.words(decider.decide(Requests.ANY)));
        assertEquals("rule-1 concurrency-limit 529", Deciders.words(decider.decide(Requests.ANY)));
    }

    @Test
    void theFirstRequestsMeetTheRuleAndTheOthersTheNext() {
        Decider<String> decider = Deciders.of(
                "{'rules':[{'when':{'type':'first','requests':2},'aborts':[{'type':'reset',"
                        + EVERYTHING.replace("]}]}", "]},{'name':'b'}]}"),
                CLOCK);
        assertEquals(
                List.of("rule-1 reset reset", "rule-1 reset reset", "b otherwise 200", "b otherwise 200"),
                Stream.generate(() -> Deciders.words(decider.decide(Requests.ANY)))
                        .limit(4)
                        .toList());
    }

    @ParameterizedTest(name = "{0} at {1} s: {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "'type':'always'; 0; none",
                "'type':'window','from':'0s','to':'10s'; 4; PT6S",
                "'type':'window','to':'10s'; 4; PT6S",
                "'type':'flapping','period':'60s','outage':'15s'; 5; PT10S",
                "'type':'flapping','period':'60s','outage':'60s'; 5; none",
                "'type':'ramp','over':'1ms','to':'10s'; 4; PT6S",
                "'type':'ramp','over':'1ms'; 4; none",
                "'type':'first','requests':5; 4; none",
            })
    void retryAfterIsTheTimeLeftOfTheOutage(String when, long seconds, @Nullable Duration left) {
        InstantSource clock = InstantSource.fixed(Deciders.NOON.plusSeconds(seconds));
        String rule = "'rules':[{'when':{" + when + "},'aborts':[{'type':'status','status':503," + EVERYTHING;
        Outcome<String> outcome =
                (Outcome<String>) Deciders.of("{" + rule, clock).decide(Requests.ANY);
        assertEquals(left, outcome.retryAfter().get());
        // The end of the plan ends every outage whose end is known, and those that have none.
        Outcome<String> sooner = (Outcome<String>)
                Deciders.of("{'expiresIn':'7s'," + rule, clock).decide(Requests.ANY);
        Duration plan = Duration.ofSeconds(7 - seconds);
        boolean untold = when.contains("first");
        Duration expected = left != null && left.compareTo(plan) < 0 ? left : untold ? null : plan;
        assertEquals(expected, sooner.retryAfter().get());
    }
}
