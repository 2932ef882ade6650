package dev.faultline.load.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.plan.Bounds;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.TargetPattern;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code attack} that are settings of its process. They must be known before it starts. */
final class ProcessOptions {

    private static final String ALLOWED = "faultline.load.allowed-targets";
    private static final Duration SHORTEST_LAG = Duration.ofMillis(1);
    private static final Duration LONGEST_LAG = Duration.ofHours(24);

    /** What LoadConfig says; it can't be asked before the process has started. */
    @Option(names = "--serve", description = "opens the ports of the API and of the metrics while the load runs")
    boolean serve;

    @Option(
            names = "--max-lag",
            paramLabel = "T",
            description = "how late an arrival may still be sent; default: 250ms")
    @Nullable
    String maxLag;

    @Option(
            names = "--max-rate",
            paramLabel = "N",
            description = "sets the bound on the rate, which is there against typos")
    @Nullable
    String maxRate;

    @Option(
            names = "--allow-target",
            paramLabel = "HOST",
            description = "allows a host beside those of faultline.load.allowed-targets; may be given several times")
    List<String> allowedTargets = new ArrayList<>();

    /**
     * Returns the settings, by name. They are checked here: what is wrong with a setting is told at the start, of the
     * setting and not of the option.
     *
     * @param before what settings are without these, as far as they are set
     * @throws InvalidValue naming the option at fault
     */
    Map<String, String> settings(Function<String, Optional<String>> before) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (maxLag != null) {
            Duration lag = Durations.parse("--max-lag", maxLag);
            Require.between("--max-lag", lag, SHORTEST_LAG, LONGEST_LAG);
            // ISO 8601: settings are not written in all the ways that options are.
            settings.put("faultline.load.max-lag", lag.toString());
        }
        if (maxRate != null) {
            settings.put("faultline.load.max-rate", Require.plain(rate(maxRate)));
        }
        if (!allowedTargets.isEmpty()) {
            List<String> all = new ArrayList<>(List.of(before.apply(ALLOWED).orElse(Bounds.ALLOWED_BY_DEFAULT)));
            allowedTargets.forEach(host -> TargetPattern.parse("--allow-target", host));
            all.addAll(allowedTargets);
            settings.put(ALLOWED, String.join(",", all));
        }
        return settings;
    }

    private static double rate(String text) {
        JsonNode number = PlanDocument.number(text.strip());
        Require.that(number.isNumber(), "--max-rate", "must be a number", '"' + text + '"');
        Require.between("--max-rate", number.doubleValue(), Demand.MIN_RATE, Demand.MAX_RATE);
        return number.doubleValue();
    }
}
