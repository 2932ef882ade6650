package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.Span;
import dev.faultline.load.experiment.Undone;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.report.Kept;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes results as the journal of chaostoolkit, with the keys of its library 1.45. Threadsafe. */
public final class ToolkitJournal {

    /** The version of the library whose journal this is; {@code chaos report} chooses its template by it. */
    static final String VERSION = "1.45.0";

    /** What our extension is called. */
    static final String NAME = "faultline";

    private static final String AMENDMENTS = "amendments";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Place place;

    /** Writes that it ran there. */
    public ToolkitJournal(Place place) {
        this.place = place;
    }

    /** Returns the journal of a run. */
    public ObjectNode render(ToolkitResult result) {
        ObjectNode experiment = result.experiment().document().deepCopy();
        ObjectNode said =
                JsonNodeFactory.instance.objectNode().put("name", NAME).put("id", result.id());
        said.setAll(verdict(result.verdict()));
        JsonNode extensions = experiment.path("extensions");
        ArrayNode all = extensions.isArray() ? (ArrayNode) extensions : experiment.putArray("extensions");
        all.add(said);
        ObjectNode journal = frame(experiment, result.span());
        journal.put("status", result.ending().wire()).put("deviated", result.deviated());
        ObjectNode states = journal.putObject("steady_states");
        states.set("before", steadyState(result.looks().before()));
        states.set("after", steadyState(result.looks().after()));
        ArrayNode during = states.putArray("during");
        result.looks().during().forEach(look -> during.add(steadyState(look)));
        journal.set("run", activities(result.plays().method()));
        journal.set("rollbacks", activities(result.plays().rollbacks()));
        return journal;
    }

    /** Returns the journal of one of our own experiments, told in activities as far as that can be. */
    public ObjectNode render(ExperimentResult result) {
        OwnExperiment own = new OwnExperiment(result);
        ObjectNode journal = frame(own.experiment(), result.span());
        journal.put("status", own.status().wire()).put("deviated", own.deviated());
        ObjectNode states = journal.putObject("steady_states");
        states.set("before", own.before());
        states.set("after", own.after());
        ArrayNode unused = states.putArray("during");
        journal.set("run", own.run());
        journal.set("rollbacks", own.rollbacks());
        return journal;
    }

    /**
     * Appends what became of undoing later to the journal of one of our own experiments.
     *
     * @throws IOException if it is no such journal
     */
    void amend(ObjectNode journal, Amendment amendment) throws IOException {
        ObjectNode said = said(journal);
        String id = said.path("id").asText();
        ArrayNode rollbacks = journal.withArrayProperty("rollbacks");
        amendment.undone().stream()
                .filter(Undone::possible)
                .map(undo -> item(
                        OwnActivities.undo(undo.what(), id),
                        amendment.after(undo.from()),
                        amendment.after(undo.to()),
                        undo.failure()))
                .forEach(rollbacks::add);
        amended(said, amendment.at(), amendment.note());
    }

    /**
     * Appends what a run has rolled back that was over before to the journal of what it had found.
     *
     * @return false if nothing is appended, since that has been tried so often
     * @throws IOException if it is no such journal
     */
    boolean amend(ObjectNode journal, ToolkitResult late) throws IOException {
        ObjectNode said = said(journal);
        List<ActivityResult> rollbacks = late.plays().rollbacks();
        boolean vain = rollbacks.stream().anyMatch(result -> !result.succeeded());
        if (vain && said.path(AMENDMENTS).size() >= Amendment.MOST) {
            return false;
        }
        ArrayNode unused = journal.withArrayProperty("rollbacks").addAll(activities(rollbacks));
        amended(said, late.span().ended(), late.verdict().reason());
        return true;
    }

    /** Returns what lists show of a journal; nothing if it is none of ours. */
    static Optional<Kept> kept(String id, JsonNode journal) {
        try {
            ObjectNode brief = JsonNodeFactory.instance.objectNode();
            brief.put("started", journal.path("start").asText());
            brief.put("ended", journal.path("end").asText());
            brief.set("verdict", said(journal));
            brief.set("experiment", journal.path("experiment"));
            return Kept.of(id, brief);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void amended(ObjectNode said, Instant at, String note) {
        said.withArrayProperty(AMENDMENTS).addObject().put("at", time(at)).put("note", note);
    }

    /** Returns what we say of the run, in the extension of ours. */
    private static ObjectNode said(JsonNode journal) throws IOException {
        for (JsonNode extension : journal.at("/experiment/extensions")) {
            if (extension.path("name").asText().equals(NAME) && extension instanceof ObjectNode ours) {
                return ours;
            }
        }
        throw new IOException("it is no journal of ours");
    }

    /** Returns a moment as Python writes it. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** Returns what there is to say of a verdict. */
    static ObjectNode verdict(Verdict verdict) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("outcome", verdict.outcome().wire())
                .put("reason", verdict.reason());
    }

    /** Returns the part of an item that says when, and what came of it. */
    static ObjectNode item(JsonNode activity, Instant start, Instant end, @Nullable String failure) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.set("activity", activity);
        item.put("start", time(start));
        item.put("status", failure == null ? "succeeded" : "failed");
        item.put("end", time(end));
        item.put("duration", seconds(start, end));
        item.putNull("output");
        if (failure != null) {
            item.putArray("exception").add("chaoslib.exceptions.ActivityFailed: " + failure + "\n");
        }
        return item;
    }

    private ObjectNode frame(ObjectNode experiment, Span span) {
        ObjectNode journal = JsonNodeFactory.instance.objectNode();
        journal.put("chaoslib-version", VERSION);
        journal.put("platform", place.platform());
        journal.put("node", place.node());
        journal.set("experiment", experiment);
        journal.put("start", time(span.started()));
        journal.put("end", time(span.ended()));
        journal.put("duration", seconds(span.started(), span.ended()));
        return journal;
    }

    private static double seconds(Instant start, Instant end) {
        return Duration.between(start, end).toNanos() / 1e9;
    }

    private static JsonNode steadyState(@Nullable SteadyStateResult result) {
        if (result == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("steady_state_met", result.met());
        return state.set("probes", activities(result.probes()));
    }

    private static ArrayNode activities(List<ActivityResult> results) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (ActivityResult result : results) {
            ObjectNode item = item(result.activity().written(), result.start(), result.end(), result.failure());
            if (result.output() != null) {
                item.set("output", result.output());
            }
            if (result.toleranceMet() != null) {
                item.put("tolerance_met", result.toleranceMet());
            }
            items.add(item);
        }
        return items;
    }
}
