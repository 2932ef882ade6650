package dev.faultline.load.cli;

import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Stage;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an attack is asked to do.
 *
 * @param warmup load that is not counted, zero for none
 * @param thresholds what must hold of all that is counted
 * @param lineEvery how often a line tells how it goes
 */
record Order(LoadPlan plan, Duration warmup, List<Threshold> thresholds, Duration lineEvery) {

    private static final Duration LONGEST_LINE = Duration.ofMinutes(10);

    /** Checks the bounds. */
    Order {
        Require.between("--warmup", warmup, Duration.ZERO, Duration.ofHours(24));
        Require.between("--log-interval", lineEvery, Duration.ofSeconds(1), LONGEST_LINE);
        thresholds = List.copyOf(thresholds);
    }

    /** Returns how long the counted load lasts; nothing if it goes on until it is stopped. */
    Optional<Duration> length() {
        List<Stage> stages = plan.demand().stages();
        Optional<Duration> asked = Optional.ofNullable(plan.duration());
        if (stages == null) {
            return asked;
        }
        Duration all = stages.stream().map(Stage::duration).reduce(Duration.ZERO, Duration::plus);
        return Optional.of(asked.filter(length -> length.compareTo(all) < 0).orElse(all));
    }

    /** Returns the load of the warm-up: the same, for as long as it is let, at the rate that a stage begins with. */
    LoadPlan warmupPlan() {
        Demand demand = plan.demand();
        if (demand.stages() != null) {
            double first = demand.profile(Long.MAX_VALUE).rateAt(0);
            Require.that(first > 0, "--warmup", "must not be given with stages that begin at a rate of 0", warmup);
            demand = new Demand(first, demand.arrival(), null, null);
        }
        return new LoadPlan(
                plan.target(), demand, null, plan.seed(), plan.requests(), plan.transport(), plan.retries());
    }
}
