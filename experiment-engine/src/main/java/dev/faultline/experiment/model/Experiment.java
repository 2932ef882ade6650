package dev.faultline.experiment.model;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.CheckStep;
import dev.faultline.experiment.step.FaultsStep;
import dev.faultline.experiment.step.HoldStep;
import dev.faultline.experiment.step.LearnStep;
import dev.faultline.experiment.step.LoadStep;
import dev.faultline.experiment.step.Step;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An experiment as it is written down. Immutable.
 *
 * @param document all of it as it was written, with the configuration filled in; not to be changed
 */
public record Experiment(
        @JsonValue ObjectNode document,
        Metadata heading,
        Hypothesis hypothesis,
        Load load,
        Baseline baseline,
        Method method,
        Safety safety) {

    /** Checks what one part asks of another. */
    public Experiment {
        compares(hypothesis, load, method);
        method.levels().forEach(steps -> {
            changes(load.plan(), steps);
            Duration settle =
                    method.sweep() == null ? Duration.ZERO : method.sweep().settle();
            outlast(steps, settle);
            plays(steps, settle);
            for (Threshold threshold : hypothesis.thresholds()) {
                hold(steps, threshold);
            }
        });
        for (Threshold threshold : baseline.gate()) {
            lasts("baseline.duration", baseline.duration(), threshold);
            lasts("verify.duration", safety.verify().duration(), threshold);
        }
    }

    private static void compares(Hypothesis hypothesis, Load load, Method method) {
        List<Threshold> comparing = new ArrayList<>();
        collect("hypothesis.thresholds", hypothesis.thresholds(), load, comparing);
        for (int i = 0; i < method.steps().size(); i++) {
            if (method.steps().get(i) instanceof CheckStep check) {
                collect("method[" + i + "].check", check.thresholds(), load, comparing);
            }
        }
        Require.that(
                load.control() == null || !comparing.isEmpty(),
                "control",
                "must be compared with by a threshold such as \"success_rate >= control - 1%\"",
                "by none");
    }

    /** Does on paper what the steps do to the load, so that a typo is found before anything is begun. */
    private static void changes(LoadPlan plan, List<Step> steps) {
        LoadPlan inForce = plan;
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof LoadStep step) {
                try {
                    inForce = step.patched(inForce);
                } catch (InvalidValue e) {
                    throw e.within("method[" + i + "].load");
                }
            }
        }
    }

    private static void collect(String field, List<Threshold> thresholds, Load load, List<Threshold> comparing) {
        for (int i = 0; i < thresholds.size(); i++) {
            if (thresholds.get(i).namesControl()) {
                Require.that(
                        load.control() != null,
                        field + "[" + i + "]",
                        "must not compare with control, since no control is given",
                        thresholds.get(i));
                comparing.add(thresholds.get(i));
            }
        }
    }

    /** Faults that end by themselves while they are held would have the rest of it judged without them, unseen. */
    private static void outlast(List<Step> steps, Duration settle) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof FaultsStep faults && faults.expiry().isPresent()) {
                Duration expiry = faults.expiry().get();
                Duration held = Method.heldWith(steps, i, settle);
                Require.that(
                        held.isZero() || expiry.compareTo(held) > 0,
                        "method[" + i + "].faults." + faults.expiryField(),
                        "must be more than " + Durations.format(held) + ", since that long is held with these faults"
                                + " (where they are to be over, write {\"faults\": {\"rules\": []}})",
                        Durations.format(expiry));
            }
        }
    }

    /** What is held longer than a timeline plays is judged without it. */
    private static void plays(List<Step> steps, Duration settle) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof LearnStep step && step.played().isPresent()) {
                Duration played = step.played().get();
                Duration held = Method.heldWith(steps, i, settle);
                Require.that(
                        held.compareTo(played) <= 0,
                        "method[" + i + "].learn",
                        "must play at least " + Durations.format(held) + ", since that long is held with it (for and"
                                + " speed say how long it plays)",
                        Durations.format(played));
            }
        }
    }

    /**
     * Returns this experiment with what its steps learn, which stands in its document then. Blocks as long as the sources
     * take.
     *
     * @throws InvalidValue naming the step whose source knows nothing of that, or does not answer
     */
    public Experiment learned(Actuators.Learning learning) {
        Map<Integer, LearnStep> learned = new TreeMap<>();
        ObjectNode whole = document.deepCopy();
        for (int i = 0; i < method.steps().size(); i++) {
            if (method.steps().get(i) instanceof LearnStep step && !step.isLearned()) {
                String field = "method[" + i + "].learn";
                LearnStep known;
                try {
                    known = step.with(learning.learn(step.request()));
                } catch (InvalidValue e) {
                    throw e.within(field);
                } catch (ControlFailed e) {
                    throw new InvalidValue(
                            field,
                            "must be learned from a source that answers: " + e.getMessage(),
                            "none that does",
                            e);
                }
                learned.put(i, known);
                ((ObjectNode) whole.path("method").path(i)).set("learn", known.written());
            }
        }
        return learned.isEmpty()
                ? this
                : new Experiment(whole, heading, hypothesis, load, baseline, method.with(learned), safety);
    }

    private static void hold(List<Step> steps, Threshold threshold) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof HoldStep hold) {
                lasts("method[" + i + "].hold", hold.duration(), threshold);
            }
        }
    }

    private static void lasts(String field, Duration duration, Threshold threshold) {
        Duration over = threshold.over();
        if (over != null && duration.compareTo(over) < 0) {
            throw new InvalidValue(
                    field,
                    "must last at least " + Durations.format(over) + ", since \"" + threshold + "\" looks over that",
                    Durations.format(duration));
        }
    }

    /** Returns its name for people. */
    public String title() {
        return heading.title();
    }

    /**
     * Returns a step as it is written.
     *
     * @param index its place in the method, from 0 on
     * @param level the level of the sweep to fill in; null without one
     */
    public JsonNode step(int index, @Nullable Double level) {
        JsonNode written = document.path("method").path(index);
        Sweep sweep = method.sweep();
        if (sweep == null || level == null) {
            return written;
        }
        ObjectNode values = document.path("configuration") instanceof ObjectNode given
                ? given
                : JsonNodeFactory.instance.objectNode();
        return new Configuration(values)
                .with(sweep.vary(), sweep.range().value(level))
                .fill(written);
    }

    /** Returns the load that is judged. */
    public LoadPlan plan() {
        return load.plan();
    }

    /** Returns how long it takes at most, from the warm-up to the first healthy look after the rollback. */
    public Duration planned() {
        return load.warmup()
                .plus(baseline.duration())
                .plus(method.planned())
                .plus(safety.verify().duration());
    }
}
