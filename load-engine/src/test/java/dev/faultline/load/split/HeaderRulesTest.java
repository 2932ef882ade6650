package dev.faultline.load.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which rule of a route takes a request, as the Gateway API says. */
class HeaderRulesTest {

    private static final StrictReader YAML = WireYaml.reader();
    private static final Map<String, Backend> ADDRESSES =
            List.of("a", "b", "c", "d", "demo-backend", "error-injector").stream()
                    .collect(Collectors.toMap(name -> name, name -> new Backend(name, "h", 1)));

    private static final String RULES = """
            kind: HTTPRoute
            metadata: {name: r}
            spec:
              parentRefs: [{kind: Service, name: s, port: 80}]
              rules:
                - backendRefs: [{name: a, port: 1}]
                - matches: [{headers: [{name: x, value: "1"}]}]
                  backendRefs: [{name: b, port: 1, weight: 1}, {name: error-injector, port: 1, weight: 3}]
                - matches:
                    - {headers: [{name: X, value: "1"}, {name: y, value: "2", type: Exact}]}
                    - {headers: [{name: z, value: "on"}]}
                  backendRefs: [{name: c, port: 1}]
                - matches: [{headers: [{name: z, value: "on"}]}]
                  backendRefs: [{name: d, port: 1}]
            """;

    private static Route read(String manifest) {
        return new RouteManifest(YAML).read(manifest.getBytes(StandardCharsets.UTF_8));
    }

    private static EmbeddedSplit split(Route route) {
        return new EmbeddedSplit(route, ADDRESSES, "error-injector", new SplittableRandom(5));
    }

    private static Map<String, String> headers(String text) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header : text.split(" ", -1)) {
            headers.put(header.substring(0, header.indexOf('=')), header.substring(header.indexOf('=') + 1));
        }
        return headers;
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        // Nothing else fits.
        "q=1, a",
        "x=2, a",
        "x=1, b",
        // Names in any case, values exactly.
        "X=1, b",
        "z=ON, a",
        // Most headers first, wherever the rule stands.
        "x=1 y=2, c",
        "y=2, a",
        // As many: the first rule.
        "x=1 z=on, b",
        "z=on, c",
    })
    void theRuleThatAsksForMostTakesARequest(String headers, String backend) {
        Route.Rule rule = read(RULES).rule(headers(headers)).orElseThrow();
        assertEquals(backend, rule.split().weights().keySet().iterator().next());
    }

    @Test
    void onlyTheRuleWithSeveralBackendsIsSteered() {
        EmbeddedSplit split = split(read(RULES));
        assertEquals(Map.of("b", 1, "error-injector", 3), split.split().weights());
        assertEquals(0.75, split.expectedShare(Map.of("x", "1")).injected());
        split.change(new Split(Map.of("b", 0, "error-injector", 1)));
        assertEquals(1, split.expectedShare(Map.of("x", "1")).injected());
        assertEquals(0, split.expectedShare(Map.of()).injected());
        Supplier<Backend> steered = split.draws(Map.of("x", "1"));
        Supplier<Backend> others = split.draws(Map.of());
        for (int i = 0; i < 1_000; i++) {
            assertEquals("error-injector", steered.get().name());
            assertEquals("a", others.get().name());
        }
        assertTrue(Double.isNaN(split.expectedShare().injected()), "it depends on the headers");
    }

    @Test
    void aPlansMixTellsWhatIsPromised() {
        EmbeddedSplit split = split(read(RULES));
        LoadPlan plan = YAML.read(
                "{target: \"http://s/\", rate: 1, requests: [{weight: 99}, {weight: 1, headers: {x: \"1\"}}]}"
                        .getBytes(StandardCharsets.UTF_8),
                LoadPlan.class);
        assertEquals(0.0075, split.expectedShare(plan).injected(), 1e-12);
        LoadPlan elsewhere =
                YAML.read("{target: \"http://t/\", rate: 1}".getBytes(StandardCharsets.UTF_8), LoadPlan.class);
        assertTrue(Double.isNaN(split.expectedShare(elsewhere).injected()));
    }

    @Test
    void aRequestThatNoRuleTakesIsRefused() {
        EmbeddedSplit split = split(read(RULES.replace("    - backendRefs: [{name: a, port: 1}]\n", "")));
        assertEquals("c", split.draws(Map.of("z", "on")).get().name());
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> split.draws(RequestSpec.GET.headers()));
        assertTrue(refusal.getMessage().startsWith("headers must match a rule of the route r"), refusal.getMessage());
    }

    @Test
    void theRouteThatAClusterWouldBeGivenTakesMarkedRequestsAlone() throws IOException {
        Route route = read(Files.readString(Path.of("..", "linkerd", "header-route.yaml")));
        assertEquals(
                List.of("demo-backend", "error-injector"),
                List.copyOf(route.split().weights().keySet()));
        assertEquals(route.steered(), route.rule(Map.of("X-Chaos", "on")).orElseThrow());
        assertEquals(
                Map.of("demo-backend", 1),
                route.rule(Map.of("x-chaos", "off")).orElseThrow().split().weights());
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: c, port: 1}|{name: c, port: 1}, {name: d, port: 1}|spec.rules must hold exactly one rule with"
                        + " several backends",
                ", {name: error-injector, port: 1, weight: 3}||spec.rules must hold exactly one rule with several",
                "type: Exact|type: RegularExpression|spec.rules[2].matches[0].headers[1].type is more than",
                "value: \"on\"|value: on|spec.rules[2].matches[1].headers[0].value must be a text",
                "value: \"1\"|value: 1|spec.rules[1].matches[0].headers[0].value must be a text",
                "- {headers: [{name: z, value: \"on\"}]}|- {path: {value: /}}|spec.rules[2].matches[1].path is more than",
                "- {headers: [{name: z, value: \"on\"}]}|- {}|spec.rules[2].matches[1].headers must hold a header",
            })
    void refusesWhatItCannotDo(String from, String to, String complaint) {
        String changed = RULES.replaceFirst(Pattern.quote(from), to == null ? "" : to);
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(changed));
        assertTrue(invalid.getMessage().startsWith(complaint), invalid.getMessage());
    }
}
