package dev.faultline.mesh.split;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.Split;
import dev.faultline.platform.wire.InvalidValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights as each kind of object writes them. */
class RouteObjectTest {

    private static final RouteObject ROUTE = new RouteObject.GatewayRoute();
    private static final RouteObject SMI = new RouteObject.SmiSplit();

    private static Split weights(int backend, int injector) {
        return new Split(Map.of("demo-backend", backend, "error-injector", injector));
    }

    @Test
    void aRoutesRuleWithSeveralBackendsIsReadAndWritten() {
        ObjectNode route = RouteSamples.read(RouteSamples.ROUTE);
        assertEquals(weights(100, 0), ROUTE.split(route));
        ObjectNode spec = ROUTE.spec(route, weights(30, 70));
        route.set("spec", spec);
        assertEquals(weights(30, 70), ROUTE.split(route));
        assertEquals("5s", spec.at("/rules/0/timeouts/request").asText(), "all else is kept");
        assertEquals(8080, spec.at("/rules/0/backendRefs/0/port").asInt());
    }

    @Test
    void ofSeveralRulesTheOneThatSplitsIsSteered() {
        ObjectNode route = RouteSamples.read(RouteSamples.ROUTE.replace(
                "  rules:\n", "  rules:\n    - backendRefs: [{name: demo-backend, port: 8080}]\n"));
        assertEquals(weights(100, 0), ROUTE.split(route));
        assertEquals(
                70,
                ROUTE.spec(route, weights(30, 70))
                        .at("/rules/1/backendRefs/1/weight")
                        .asInt());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "    - {group: \"\", kind: Service, name: error-injector, port: 8080, weight: 0}|"
                        + "spec.rules must hold exactly one rule with several backends: its weights are what is"
                        + " steered, was 0 such rules",
                "weight: 100|weights must not all be zero, was {demo-backend=0, error-injector=0}",
                "name: error-injector|backendRefs[1].name must be named once, was demo-backend",
            })
    void whatCannotBeSteeredIsRefused(String replaced, String sentence) {
        String by = Map.of("weight: 100", "weight: 0", "name: error-injector", "name: demo-backend")
                .getOrDefault(replaced, "");
        ObjectNode route = RouteSamples.read(RouteSamples.ROUTE.replace(replaced, by));
        assertEquals(
                sentence,
                assertThrows(InvalidValue.class, () -> ROUTE.split(route)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"500m,500m,500,500", "0.25,750m,250,750", "1,0,1,0", "90,10,90,10", "0.5,1,500,1000"})
    void quantitiesAreRead(String backend, String injector, int backendWeight, int injectorWeight) {
        ObjectNode split = RouteSamples.read(RouteSamples.SPLIT
                .replace("demo-backend, weight: 500m", "demo-backend, weight: " + backend)
                .replace("error-injector, weight: 500m", "error-injector, weight: " + injector));
        assertEquals(weights(backendWeight, injectorWeight), SMI.split(split));
        split.withObject("/spec").setAll(SMI.spec(split, weights(1, 3)));
        assertEquals(weights(1, 3), SMI.split(split));
        assertTrue(split.at("/spec/backends/0/weight").isInt(), "v1alpha2 takes numbers alone");
        assertEquals("demo-backend", split.at("/spec/service").asText());
    }

    @ParameterizedTest
    @CsvSource({"much", "0.0005", "-1"})
    void weightsThatAreNoneAreRefused(String weight) {
        ObjectNode split = RouteSamples.read(
                RouteSamples.SPLIT.replace("demo-backend, weight: 500m", "demo-backend, weight: " + weight));
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> SMI.split(split));
        assertTrue(refusal.getMessage().startsWith("weights.demo-backend must be "), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"50, 50, 0.5", "100, 0, 0", "0, 7, 1"})
    void whatTheWeightsLetExpectIsKnown(int backend, int injector, double expected) {
        Split split = weights(backend, injector);
        for (Optional<ExpectedShare.ByRoute> expectation : List.of(
                ROUTE.route(RouteSamples.read(RouteSamples.ROUTE))
                        .map(route -> new ExpectedShare.ByRoute(route, split, "error-injector")),
                SMI.route(RouteSamples.read(RouteSamples.SPLIT))
                        .map(route -> new ExpectedShare.ByRoute(route, split, "error-injector")))) {
            assertEquals(expected, expectation.orElseThrow().ofAll().injected());
        }
    }

    @Test
    void whereMoreThanHeadersDecideNothingIsKnown() {
        String byMethod = RouteSamples.ROUTE.replace("path: {type: PathPrefix, value: /}", "method: GET");
        assertEquals(Optional.empty(), ROUTE.route(RouteSamples.read(byMethod)));
        assertEquals(weights(100, 0), ROUTE.split(RouteSamples.read(byMethod)), "but it can be steered");
    }
}
