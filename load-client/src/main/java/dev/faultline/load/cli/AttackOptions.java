package dev.faultline.load.cli;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.slo.Bound;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code attack}. */
final class AttackOptions {

    @Mixin
    final PlanOptions load = new PlanOptions();

    @Mixin
    final ProcessOptions process = new ProcessOptions();

    @Mixin
    final FileOptions files = new FileOptions();

    @Option(names = "--warmup", paramLabel = "T", description = "load before, that is not counted; default: none")
    @Nullable
    String warmup;

    @Option(
            names = "--threshold",
            paramLabel = "TEXT",
            description = "what must hold of the whole run, such as \"p99 < 300ms\"; may be given several times")
    List<String> thresholds = new ArrayList<>();

    @Option(names = "--json", description = "prints the figures as one JSON document, and nothing else")
    boolean json;

    @Option(
            names = "--log-interval",
            paramLabel = "T",
            description = "how often a line is printed, 1s to 10m; default: 1s")
    @Nullable
    String logInterval;

    /**
     * Returns what is asked for.
     *
     * @throws InvalidValue naming the option or the file at fault
     */
    Order order() {
        LoadPlan plan = load.plan();
        return new Order(
                plan,
                Durations.parse("--warmup", warmup == null ? "0" : warmup),
                thresholds.stream().map(AttackOptions::threshold).toList(),
                Durations.parse("--log-interval", logInterval == null ? "1s" : logInterval));
    }

    private static Threshold threshold(String text) {
        try {
            Threshold threshold = Threshold.of(text);
            Require.that(threshold.over() == null, "", "must speak of the whole run, without over", '"' + text + '"');
            Require.that(
                    !(threshold.bound() instanceof Bound.OfBaseline) && !threshold.namesControl(),
                    "",
                    "must not refer to a baseline or a control slice: there is none without an experiment",
                    '"' + text + '"');
            return threshold;
        } catch (InvalidValue e) {
            throw new InvalidValue("--threshold", e.rule(), e.value(), e);
        }
    }
}
