package dev.faultline.load.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.engine.SimulatedLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DnsRefresherTest {

    private static final long SECOND = 1_000_000_000;

    private final SimulatedLoop loop = new SimulatedLoop();
    private final Map<String, Set<String>> zone = new HashMap<>(Map.of("a", Set.of("10.0.0.1", "10.0.0.2")));
    private int lookups;
    private int moves;
    private final DnsRefresher names = new DnsRefresher(
            loop,
            (hosts, found) -> {
                lookups++;
                found.accept(Map.copyOf(zone));
            },
            Duration.ofSeconds(10),
            () -> moves++);

    @Test
    void connectsAnewWhenANamePointsElsewhere() {
        names.watch(Set.of("a"));
        loop.runUntil(25 * SECOND);
        assertEquals(2, lookups);
        assertEquals(0, moves);
        zone.put("a", Set.of("10.0.0.2", "10.0.0.3"));
        loop.runUntil(65 * SECOND);
        assertEquals(1, moves);
    }

    @Test
    void aNameThatIsNotKnownForTheMomentChangesNothing() {
        names.watch(Set.of("a"));
        loop.runUntil(11 * SECOND);
        Set<String> before = zone.remove("a");
        loop.runUntil(31 * SECOND);
        zone.put("a", before);
        loop.runUntil(61 * SECOND);
        assertEquals(0, moves);
    }

    @Test
    void looksNothingUpThatNobodyWatches() {
        loop.runUntil(30 * SECOND);
        assertEquals(0, lookups);
        names.watch(Set.of("a"));
        loop.runUntil(41 * SECOND);
        names.watch(Set.of());
        loop.runUntil(100 * SECOND);
        assertEquals(1, lookups);
    }

    @Test
    void anotherTargetIsNoMove() {
        names.watch(Set.of("a"));
        loop.runUntil(11 * SECOND);
        zone.put("b", Set.of("10.0.0.9"));
        names.watch(Set.of("b"));
        loop.runUntil(31 * SECOND);
        names.watch(Set.of("a"));
        zone.put("a", Set.of("10.0.0.7"));
        loop.runUntil(51 * SECOND);
        assertEquals(0, moves);
    }

    @Test
    void closedLooksNothingUp() {
        names.watch(Set.of("a"));
        names.close();
        loop.runUntil(100 * SECOND);
        assertEquals(0, lookups);
    }
}
