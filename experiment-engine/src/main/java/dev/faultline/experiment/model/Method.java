package dev.faultline.experiment.model;

import dev.faultline.experiment.step.CheckStep;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.step.HoldStep;
import dev.faultline.experiment.step.LearnStep;
import dev.faultline.experiment.step.Step;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done while the load goes on.
 *
 * @param steps in order; with a sweep those of its first level
 * @param sweep what is raised level by level; null if the steps are done once
 */
public record Method(List<Step> steps, @Nullable Sweep sweep) {

    public static final int MAX_STEPS = 100;

    /** Checks that there is something to judge. */
    public Method {
        Require.present("method", steps);
        Require.between("method", steps.size(), 1, MAX_STEPS);
        steps = List.copyOf(steps);
        Require.that(
                steps.stream().anyMatch(HoldStep.class::isInstance),
                "method",
                "must hold for a while, with a step such as {\"hold\": \"20s\"}",
                "without one");
        if (steps.get(0) instanceof CheckStep) {
            throw new InvalidValue("method[0]", "must come after a hold to judge", "a check");
        }
    }

    /**
     * Returns the steps of each level that is not found by halving; the steps if there is no sweep.
     *
     * @throws InvalidValue while it is consumed, if a level can't be done
     */
    public Stream<List<Step>> levels() {
        if (sweep == null) {
            return Stream.of(steps);
        }
        Sweep.Range range = sweep.range();
        return IntStream.range(0, range.count())
                .mapToObj(number -> sweep.template().at(range.level(number)));
    }

    /** Returns how long it takes at most, by its own plan. */
    public Duration planned() {
        return sweep == null ? planned(steps) : sweep.planned(planned(steps));
    }

    /**
     * Returns how long is held with the faults of a step.
     *
     * @param place of the step that puts them in force
     * @param settle goes before the first hold of all
     */
    static Duration heldWith(List<Step> steps, int place, Duration settle) {
        boolean settled = steps.subList(0, place).stream().anyMatch(HoldStep.class::isInstance);
        Duration held = Duration.ZERO;
        for (int i = place + 1; i < steps.size() && !setsFaults(steps.get(i)); i++) {
            if (steps.get(i) instanceof HoldStep hold) {
                held = held.plus(hold.duration()).plus(settled ? Duration.ZERO : settle);
                settled = true;
            }
        }
        return held;
    }

    /** Returns how long is held with the plan of a step, which is one of these. */
    public Duration heldWith(LearnStep step) {
        return heldWith(steps, steps.indexOf(step), Duration.ZERO);
    }

    private static boolean setsFaults(Step step) {
        return step instanceof FaultsStep || step instanceof LearnStep;
    }

    /**
     * Returns the same with other steps in place of those that learn.
     *
     * @param learned by the place of the step
     */
    Method with(Map<Integer, LearnStep> learned) {
        return new Method(
                replaced(steps, learned),
                sweep == null
                        ? null
                        : sweep.with(level -> {
                            List<Step> written = sweep.template().at(level);
                            learned.keySet()
                                    .forEach(place -> Require.that(
                                            written.get(place).equals(steps.get(place)),
                                            "method[" + place + "].learn",
                                            "must be the same at each level of the sweep: it is learned once",
                                            "another"));
                            return replaced(written, learned);
                        }));
    }

    private static List<Step> replaced(List<Step> steps, Map<Integer, LearnStep> learned) {
        List<Step> replaced = new ArrayList<>(steps);
        learned.forEach(replaced::set);
        return replaced;
    }

    public static Duration planned(List<Step> steps) {
        return steps.stream().map(Step::planned).reduce(Duration.ZERO, Duration::plus);
    }
}
