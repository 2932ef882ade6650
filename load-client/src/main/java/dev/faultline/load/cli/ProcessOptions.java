package dev.faultline.load.cli;

import dev.faultline.load.plan.Bounds;
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
     * Returns the settings, by name.
     *
     * @param before what settings are without these, as far as they are set
     */
    Map<String, String> settings(Function<String, Optional<String>> before) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (maxLag != null) {
            settings.put("faultline.load.max-lag", maxLag);
        }
        if (maxRate != null) {
            settings.put("faultline.load.max-rate", maxRate);
        }
        if (!allowedTargets.isEmpty()) {
            List<String> all = new ArrayList<>(List.of(before.apply(ALLOWED).orElse(Bounds.ALLOWED_BY_DEFAULT)));
            all.addAll(allowedTargets);
            settings.put(ALLOWED, String.join(",", all));
        }
        return settings;
    }
}
