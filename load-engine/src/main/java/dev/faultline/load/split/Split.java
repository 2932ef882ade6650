package dev.faultline.load.split;

import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The weights of a Service's backends, in the order of the route. They need not sum to 100. Immutable.
 *
 * @param weights backend name to weight, each from 0 to {@value #MAX_WEIGHT} and not all zero: a mesh would misread
 *     a route without any weight
 */
public record Split(Map<String, Integer> weights) {

    /** The largest weight that the Gateway API takes. */
    public static final int MAX_WEIGHT = 1_000_000;

    /** A percentage in weights of the Gateway API's range: four digits after the point are kept. */
    private static final int SCALE = 10_000;

    /** Checks the bounds and keeps a copy. */
    public Split {
        Require.present("weights", weights);
        Require.that(!weights.isEmpty(), "weights", "must name at least one backend", "nothing");
        for (Map.Entry<String, Integer> weight : weights.entrySet()) {
            String field = "weights." + weight.getKey();
            Require.present(field, weight.getValue());
            Require.between(field, weight.getValue(), 0, MAX_WEIGHT);
        }
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        Require.that(sum(weights) > 0, "weights", "must not all be zero", weights);
    }

    /** Returns the fraction of the traffic that the backend gets; 0 if it is not named here. */
    public double share(String backend) {
        return (double) weights.getOrDefault(backend, 0) / sum(weights);
    }

    /**
     * Checks that these are weights for the same backends as those in force.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if not
     */
    public void requireSameBackends(Split inForce) {
        Require.that(
                weights.keySet().equals(inForce.weights.keySet()),
                "weights",
                "must name exactly " + inForce.weights.keySet(),
                weights.keySet());
    }

    /**
     * Returns a split that gives the named backends these percentages; the others share the rest as they share now,
     * evenly if they share nothing now.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if a name is unknown or the percentages do not fit into 100
     */
    public Split with(Map<String, Percentage> shares) {
        double given = 0;
        for (Map.Entry<String, Percentage> share : shares.entrySet()) {
            Require.that(
                    weights.containsKey(share.getKey()),
                    share.getKey(),
                    "must be a backend of the route, one of " + weights.keySet(),
                    share.getKey());
            given += share.getValue().value();
        }
        boolean all = shares.keySet().containsAll(weights.keySet());
        Require.that(given <= 100 + 1e-9, "", "must sum to at most 100", Require.plain(given));
        Require.that(!all || given >= 100 - 1e-9, "", "must sum to 100 when all are named", Require.plain(given));
        double rest = 100 - given;
        long others = weights.keySet().stream()
                .filter(name -> !shares.containsKey(name))
                .count();
        double othersSum = weights.entrySet().stream()
                .filter(weight -> !shares.containsKey(weight.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
        Map<String, Integer> changed = new LinkedHashMap<>();
        weights.forEach((name, weight) -> {
            double percent = shares.containsKey(name)
                    ? Objects.requireNonNull(shares.get(name)).value()
                    : othersSum == 0 ? rest / others : rest * weight / othersSum;
            changed.put(name, scaled(percent));
        });
        // Whole percentages stay the small numbers that people write.
        boolean whole = changed.values().stream().allMatch(weight -> weight % SCALE == 0);
        changed.replaceAll((name, weight) -> whole ? weight / SCALE : weight);
        return new Split(changed);
    }

    /**
     * Returns the split that gives that backend nothing, and the others its share.
     *
     * @return this one if the backend gets nothing already; nothing if it is the only one
     */
    public Optional<Split> without(String backend) {
        if (weights.getOrDefault(backend, 0) == 0) {
            return Optional.of(this);
        }
        return weights.size() == 1 ? Optional.empty() : Optional.of(with(Map.of(backend, new Percentage(0))));
    }

    private static int scaled(double percent) {
        return (int) Math.round(percent * SCALE);
    }

    private static long sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToLong(Integer::longValue).sum();
    }
}
