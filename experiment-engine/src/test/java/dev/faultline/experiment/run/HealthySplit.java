package dev.faultline.experiment.run;

import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.Route;
import dev.faultline.load.split.Split;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** A split that sends everything to the backend. */
final class HealthySplit {

    private HealthySplit() {}

    static EmbeddedSplit create() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        weights.put("demo-backend", 100);
        weights.put("error-injector", 0);
        Map<String, Backend> addresses = Map.of(
                "demo-backend", new Backend("demo-backend", "b", 1),
                "error-injector", new Backend("error-injector", "i", 2));
        return new EmbeddedSplit(
                new Route("r", "demo-backend", 8080, new Split(weights)),
                addresses,
                "error-injector",
                new SplittableRandom(1));
    }
}
