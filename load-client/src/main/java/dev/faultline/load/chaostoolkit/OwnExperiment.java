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
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of our own experiments in chaostoolkit's words. Thresholds are probes, steps are the calls that do the same. Holds
 * are told as long as they were planned, since nobody writes down the times of steps.
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
        experiment.set("method", OwnActivities.all(steps()));
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
        boolean wanted = reason.startsWith("aborted over") || reason.startsWith("stopped by");
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

    /** Returns what the gate found; null if it was not looked at. */
    JsonNode before() {
        return steadyState(State.BASELINE, result.span().started());
    }

    /** Returns what was found of the hypothesis; null if it was not judged. */
    JsonNode after() {
        return steadyState(State.INJECT, injectEnd().orElse(result.span().ended()));
    }

    /** Returns what was done, up to where it ended. */
    ArrayNode run() {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        Optional<Instant> end = injectEnd();
        if (end.isEmpty()) {
            return items;
        }
        Instant at = injectStart();
        for (JsonNode step : steps()) {
            if (at.isAfter(end.get())) {
                break;
            }
            Instant until = at.plus(OwnActivities.planned(step));
            Instant last = until.isAfter(end.get()) ? end.get() : until;
            items.add(ToolkitJournal.item(OwnActivities.of(step), at, last, null));
            at = until;
        }
        return items;
    }

    /** Returns what was undone; what can't be is left out, and named by the verdict. */
    ArrayNode rollbacks() {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        Instant at = injectEnd().orElse(result.span().ended());
        possible()
                .forEach(undo -> items.add(
                        ToolkitJournal.item(OwnActivities.undo(undo.what(), result.id()), at, at, undo.failure())));
        return items;
    }

    private Stream<Undone> possible() {
        return result.undone().stream().filter(Undone::possible);
    }

    private JsonNode steps() {
        return result.experiment().document().path("method");
    }

    private JsonNode steadyState(State state, Instant at) {
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
                    OwnActivities.threshold(check.threshold().text()), at, at, null);
            item.putObject("output").put("status", met ? 200 : 503).put("body", check.because());
            probes.add(item.put("tolerance_met", met));
        }
        return found;
    }

    private Instant injectStart() {
        return after(result.chronicle().passed(State.INJECT).map(Passed::from).orElse(0.0));
    }

    private Optional<Instant> injectEnd() {
        return result.chronicle().passed(State.INJECT).map(passed -> after(passed.to()));
    }

    private Instant after(double seconds) {
        return result.chronicle().since().plus(Duration.ofNanos(Math.round(Math.max(0, seconds) * 1e9)));
    }
}
