package dev.faultline.injector.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.plan.FaultType;
import dev.faultline.injector.value.ChiSquare;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakesTest {

    private static final int CONNECTIONS = 100_000;
    private static final InstantSource CLOCK = InstantSource.fixed(Deciders.NOON);

    private static String name(@Nullable Tls fault) {
        return fault == null ? "none" : FaultType.nameOf(fault.getClass());
    }

    private static Decider<String> decider(String tls) {
        return Deciders.of("{'seed':7,'tls':[" + tls + "]}", CLOCK);
    }

    private static List<String> drawn(Decider<String> decider, String sni, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> name(decider.handshake(sni)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 20, 50, 99.9})
    void sharesAreExact(double percentage) {
        Decider<String> decider = decider("{'type':'expired','percentage':" + percentage + "}");
        long expired = drawn(decider, "a", CONNECTIONS).stream()
                .filter("expired"::equals)
                .count();
        ChiSquare.assertFits(
                new long[] {expired, CONNECTIONS - expired},
                new double[] {percentage / 100, 1 - percentage / 100},
                percentage + " %");
    }

    @Test
    void oneDrawDecidesAmongAll() {
        Decider<String> decider = decider(
                "{'type':'expired','percentage':20},{'type':'reset','percentage':30},{'type':'alert','percentage':50}");
        List<String> drawn = drawn(decider, "", CONNECTIONS);
        long[] counts = List.of("expired", "reset", "alert").stream()
                .mapToLong(name -> drawn.stream().filter(name::equals).count())
                .toArray();
        ChiSquare.assertFits(counts, new double[] {0.2, 0.3, 0.5}, "20 30 50");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "a.example, expired",
        "A.EXAMPLE, expired",
        "b.example, reset",
        "deep.b.example, reset",
        "example, none",
        "'', none",
    })
    void theFirstNameThatMatchesDecides(String sni, String fault) {
        Decider<String> decider = decider(
                "{'type':'expired','percentage':100,'sni':'a.example'},{'type':'reset','percentage':100,'sni':'*.example'}");
        assertEquals(fault, name(decider.handshake(sni)));
    }

    @Test
    void whatHasNoNameIsForAll() {
        Decider<String> decider =
                decider("{'type':'expired','percentage':0,'sni':'spared.example'},{'type':'close','percentage':100}");
        assertEquals("none", name(decider.handshake("spared.example")));
        assertEquals("close", name(decider.handshake("other.example")));
        assertEquals("close", name(decider.handshake("")));
    }

    @Test
    void theSameSeedDrawsTheSameWhateverRequestsDraw() {
        String tls = "{'type':'expired','percentage':50}";
        Decider<String> first = decider(tls);
        Decider<String> second = decider(tls);
        for (int i = 0; i < 1000; i++) {
            second.decide(Requests.ANY);
        }
        assertEquals(drawn(first, "a", 1000), drawn(second, "a", 1000));
    }

    @Test
    void aPlanThatIsOverInjectsNothing() {
        Decider<String> decider =
                Deciders.of("{'expiresAt':'2026-01-31T12:00:00Z','tls':[{'type':'close','percentage':100}]}", CLOCK);
        assertNull(decider.handshake("a"));
        assertEquals(0, decider.plan().injecting(Deciders.NOON));
    }
}
