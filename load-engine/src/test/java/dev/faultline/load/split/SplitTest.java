package dev.faultline.load.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.split.EmbeddedSplit.ShuffledDeck;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

    private static final RouteManifest MANIFEST = new RouteManifest(WireYaml.reader());

    /** Reads {@code a=1 b=2}. */
    private static Map<String, Integer> weights(String text) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        Arrays.stream(text.split(" "))
                .map(pair -> pair.split("="))
                .forEach(pair -> weights.put(pair[0], Integer.valueOf(pair[1])));
        return weights;
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource({
        "a=100 b=0, b=50, a=50 b=50",
        "a=100 b=0, b=0, a=100 b=0",
        "a=100 b=0, b=100, a=0 b=100",
        "a=100 b=0, b=0.5, a=995000 b=5000",
        "a=50 b=50, a=50 b=50, a=50 b=50",
        "a=0 b=1, b=40, a=60 b=40",
        "a=3 b=1 c=0, c=20, a=60 b=20 c=20",
        "a=0 b=0 c=1, c=20, a=40 b=40 c=20",
    })
    void sharesLeaveTheRestToTheOthers(String before, String shares, String after) {
        Map<String, Percentage> percent = new LinkedHashMap<>();
        Arrays.stream(shares.split(" "))
                .map(pair -> pair.split("="))
                .forEach(pair -> percent.put(pair[0], new Percentage(Double.parseDouble(pair[1]))));
        assertEquals(weights(after), new Split(weights(before)).with(percent).weights());
    }

    @ParameterizedTest(name = "{0} refused")
    @CsvSource({"a=0 b=0", "a=-1 b=2", "a=1000001 b=1"})
    void refusesWeightsThatAMeshWouldMisread(String weights) {
        assertThrows(InvalidValue.class, () -> new Split(weights(weights)));
    }

    @Test
    void refusesSharesThatDoNotFit() {
        Split split = new Split(weights("a=100 b=0"));
        assertThrows(InvalidValue.class, () -> split.with(Map.of("c", new Percentage(5))));
        assertThrows(InvalidValue.class, () -> split.with(Map.of("a", new Percentage(60), "b", new Percentage(60))));
        assertThrows(InvalidValue.class, () -> split.with(Map.of("a", new Percentage(10), "b", new Percentage(60))));
    }

    @ParameterizedTest(name = "{0} in {1} draws")
    @CsvSource({
        "a=50 b=50, 100",
        "a=90 b=10, 100",
        "a=99 b=1, 100",
        "a=1 b=1 c=2, 100",
        "a=0 b=7, 100",
        "a=995000 b=5000, 200",
        "a=1000000 b=1, 1000001",
    })
    void everyDeckHoldsEveryShareExactly(String text, int cards) {
        Split split = new Split(weights(text));
        ShuffledDeck deck = new ShuffledDeck(split, new SplittableRandom(3));
        for (int round = 0; round < 3; round++) {
            Map<String, Integer> drawn = new TreeMap<>();
            for (int i = 0; i < cards; i++) {
                drawn.merge(deck.draw(), 1, Integer::sum);
            }
            for (String name : split.weights().keySet()) {
                assertEquals(split.share(name) * cards, drawn.getOrDefault(name, 0), 1e-6, name);
            }
        }
    }

    /** Runs of heads and tails as of a coin (Wald-Wolfowitz): no pattern, seed fixed, 4 standard deviations. */
    @Test
    void theOrderWithinDecksIsRandom() {
        ShuffledDeck deck = new ShuffledDeck(new Split(weights("a=50 b=50")), new SplittableRandom(11));
        int n = 100_000;
        int runs = 1;
        String before = deck.draw();
        for (int i = 1; i < n; i++) {
            String next = deck.draw();
            runs += next.equals(before) ? 0 : 1;
            before = next;
        }
        // Without replacement from 50 + 50, neighbours differ in 50/99 of the cases.
        assertEquals(n * 50.0 / 99, runs, 4 * Math.sqrt(n / 4.0) + n / 100.0 / 99);
    }

    @Test
    void readsTheManifestThatAClusterWouldBeGiven() throws IOException {
        Route route = MANIFEST.read(Files.readAllBytes(Path.of("..", "linkerd", "http-route.yaml")));
        assertEquals("demo-backend", route.service());
        assertEquals(8080, route.port());
        assertEquals(weights("demo-backend=100 error-injector=0"), route.split().weights());
        assertTrue(route.covers("demo-backend", 8080));
        assertTrue(route.covers("demo-backend.shop.svc.cluster.local", 8080));
        assertTrue(!route.covers("demo-backend", 80) && !route.covers("demo-backend2", 8080));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "kind: HTTPRoute, kind: Gateway, kind must be HTTPRoute",
        "kind: Service, kind: Gateway, spec.parentRefs[0].kind must be Service",
        "'- {kind: Service, name: s, port: 80}', '', spec.parentRefs must hold exactly one",
        "weight: 9, weight: 0, weights must not all be zero",
        "weight: 9, weight: -9, weights.a must be from 0",
        "weight: 9, weight: many, spec.rules[0].backendRefs[0].weight must be a whole number",
        "'port: 1,', '', spec.rules[0].backendRefs[0].port must be given",
        "'name: a,', '', spec.rules[0].backendRefs[0].name must be given",
        "'- backendRefs', '- filters: []\n      backendRefs', spec.rules[0].filters is more than",
        "'- backendRefs', '- timeouts: {}\n      backendRefs', spec.rules[0].timeouts is more than",
        "'weight: 9', 'filters: []', spec.rules[0].backendRefs[0].filters is more than",
    })
    void refusesWhatItCannotDo(String from, String to, String complaint) {
        String manifest = """
                kind: HTTPRoute
                metadata: {name: r}
                spec:
                  parentRefs:
                    - {kind: Service, name: s, port: 80}
                  rules:
                    - backendRefs:
                        - {name: a, port: 1, weight: 9}
                """;
        assertEquals(9, read(manifest).split().weights().get("a"));
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(manifest.replace(from, to)));
        assertTrue(invalid.getMessage().startsWith(complaint), invalid.getMessage());
    }

    private static Route read(String manifest) {
        return MANIFEST.read(manifest.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}, {1}, injector {2}: {3}")
    @CsvSource({
        "50, 0, 50, 100/0/0",
        "30, 20, 50, 60/40/0",
        "0, 0, 100, 50/50/0",
        "30, 20, 0, 30/20/0",
        "1, 2, 7, 333333/666667/0",
    })
    void aBackendIsTakenOut(int first, int other, int injector, String left) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("first", first);
        weights.put("other", other);
        weights.put("injector", injector);
        assertEquals(
                left,
                new Split(weights)
                        .without("injector").orElseThrow().weights().values().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining("/")));
    }

    @Test
    void theOnlyBackendIsNotTakenOut() {
        assertEquals(Optional.empty(), new Split(Map.of("injector", 1)).without("injector"));
        Split another = new Split(Map.of("first", 1));
        assertEquals(Optional.of(another), another.without("injector"));
    }
}
