package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.Heading;
import dev.faultline.load.experiment.Outcome;
import dev.faultline.load.experiment.Passed;
import dev.faultline.load.experiment.PhaseResult;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.StepEnd;
import dev.faultline.load.experiment.StepResult;
import dev.faultline.load.experiment.Sweep;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of our own experiments in chaostoolkit's words. Thresholds are probes, steps are the calls that do the same.
 */
final class OwnExperiment {

    private final ExperimentResult result;

    OwnExperiment(ExperimentResult result) {
        this.result = result;
    }

    /** Returns the experiment; the whole of what was asked and found is in its extension. */
    ObjectNode experiment() {
        Heading heading = result.experiment().heading();
        ObjectNode experiment = JsonNodeFactory.instance.objectNode();
        experiment.put("title", heading.title());
        experiment.put("description", heading.description() == null ? heading.title() : heading.description());
        ArrayNode tags = experiment.putArray("tags");
        heading.tags().forEach(tags::add);
        experiment.set("configuration", OwnActivities.configuration());
        String words = result.experiment().hypothesis().words();
        ObjectNode hypothesis = experiment.putObject("steady-state-hypothesis");
        hypothesis.put("title", words == null ? heading.title() : words);
        ArrayNode probes = hypothesis.putArray("probes");
        result.experiment()
                .hypothesis()
                .thresholds()
                .forEach(threshold -> probes.add(OwnActivities.threshold(threshold.text())));
        ArrayNode method = experiment.putArray("method");
        Sweep sweep = result.experiment().method().sweep();
        for (int i = 0; i < result.experiment().method().steps().size(); i++) {
            // Nobody else knows of a sweep: what can be done again is its first level.
            Double level = sweep == null ? null : (Double) sweep.range().level(0);
            method.add(OwnActivities.of(result.experiment().step(i, level)));
        }
        ArrayNode rollbacks = experiment.putArray("rollbacks");
        possible().forEach(undo -> rollbacks.add(OwnActivities.undo(undo.what(), result.id())));
        experiment.putArray("extensions").add(extension());
        return experiment;
    }

    private ObjectNode extension() {
        ObjectNode said =
                JsonNodeFactory.instance.objectNode().put("name", "faultline").put("id", result.id());
        said.setAll(ToolkitJournal.verdict(result.verdict()));
        said.set("experiment", result.experiment().document());
        ArrayNode phases = said.putArray("phases");
        for (PhaseResult phase : result.phases()) {
            ArrayNode checks = phases.addObject()
                    .put("state", phase.state().wire())
                    .put("seconds", phase.seconds())
                    .putArray("checks");
            phase.checks().forEach(check -> checks.add(check.because()));
        }
        if (result.curve() != null) {
            said.put("curve", result.curve().sentence());
        }
        if (result.chronicle().stepsLeftOut() > 0) {
            said.put("steps_left_out", result.chronicle().stepsLeftOut());
        }
        return said;
    }

    /** Returns how it ended, in chaostoolkit's words: it has none for what the figures can't tell. */
    Ending status() {
        return switch (result.verdict().outcome()) {
            case PASS, FAIL -> Ending.COMPLETED;
            case INCONCLUSIVE -> Ending.FAILED;
            case ABORTED -> aborted();
        };
    }

    private Ending aborted() {
        String reason = result.verdict().reason();
        if (isGuard() || reason.startsWith("nothing was injected")) {
            return Ending.FAILED;
        }
        boolean wanted = reason.startsWith("aborted over") || reason.startsWith("stopped ");
        return wanted ? Ending.INTERRUPTED : Ending.ABORTED;
    }

    private boolean isGuard() {
        return result.verdict().reason().startsWith("a guard was violated");
    }

    /** Returns whether it was seen that the hypothesis does not hold, or a guard. */
    boolean deviated() {
        return result.verdict().outcome() == Outcome.FAIL
                || (result.verdict().outcome() == Outcome.ABORTED && isGuard());
    }

    /** Returns what the gate found while it looked; null if it did not. */
    JsonNode before() {
        return steadyState(State.BASELINE, passed(State.BASELINE));
    }

    /** Returns what was found of the hypothesis, judged when the method had ended; null if it was not judged. */
    JsonNode after() {
        double end = passed(State.INJECT).to();
        return steadyState(State.INJECT, new Passed(State.INJECT, end, end));
    }

    /** Returns what was begun and what became of it, of a sweep at each level. */
    ArrayNode run() {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        result.chronicle().steps().forEach(step -> items.add(item(step)));
        return items;
    }

    /** A check is a probe: what it finds is no failure of it, but within its tolerance or not. */
    private ObjectNode item(StepResult step) {
        Double level = step.level();
        ObjectNode activity = OwnActivities.of(result.experiment().step(step.index(), level));
        Sweep sweep = result.experiment().method().sweep();
        if (level != null && sweep != null) {
            String at = sweep.vary() + " " + sweep.range().written(level);
            activity.put("name", activity.path("name").asText() + " (" + at + ")");
        }
        boolean wentWrong = step.end() == StepEnd.FAILED || step.end() == StepEnd.CUT_SHORT;
        ObjectNode item =
                ToolkitJournal.item(activity, after(step.from()), after(step.to()), wentWrong ? step.reason() : null);
        if (step.end() == StepEnd.CUT_SHORT) {
            item.putArray("exception").add("chaoslib.exceptions.InterruptExecution: " + step.reason() + "\n");
        }
        if (activity.has("tolerance") && !wentWrong) {
            judged(item, step.end() == StepEnd.DONE, String.valueOf(step.reason()));
        }
        return item;
    }

    private static void judged(ObjectNode probe, boolean met, String because) {
        probe.putObject("output").put("status", met ? 200 : 503).put("body", because);
        probe.put("tolerance_met", met);
    }

    /** Returns what was undone; what can't be is left out, and named by the verdict. */
    ArrayNode rollbacks() {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        possible().forEach(undo -> {
            ObjectNode activity = OwnActivities.undo(undo.what(), result.id());
            items.add(ToolkitJournal.item(activity, after(undo.from()), after(undo.to()), undo.failure()));
        });
        return items;
    }

    private Stream<Undone> possible() {
        return result.undone().stream().filter(Undone::possible);
    }

    private JsonNode steadyState(State state, Passed looked) {
        Optional<PhaseResult> phase =
                result.phases().stream().filter(each -> each.state() == state).findFirst();
        if (phase.isEmpty() || phase.get().checks().isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        List<Check> checks = phase.get().checks();
        ObjectNode found = JsonNodeFactory.instance.objectNode();
        found.put("steady_state_met", checks.stream().allMatch(check -> check.ruling() == Ruling.MET));
        ArrayNode probes = found.putArray("probes");
        for (Check check : checks) {
            boolean met = check.ruling() == Ruling.MET;
            ObjectNode item = ToolkitJournal.item(
                    OwnActivities.threshold(check.threshold().text()), after(looked.from()), after(looked.to()), null);
            judged(item, met, check.because());
            probes.add(item);
        }
        return found;
    }

    /** Returns when it was in that state; at the very start if it is not known to have been. */
    private Passed passed(State state) {
        return result.chronicle().passed(state).orElse(new Passed(state, 0, 0));
    }

    private Instant after(double seconds) {
        return result.chronicle().since().plus(Duration.ofNanos(Math.round(Math.max(0, seconds) * 1e9)));
    }
}
