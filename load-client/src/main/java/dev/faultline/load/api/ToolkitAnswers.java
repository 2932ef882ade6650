package dev.faultline.load.api;

import dev.faultline.load.chaostoolkit.JournalFiles;
import dev.faultline.load.chaostoolkit.ReadableVariables;
import dev.faultline.load.chaostoolkit.ToolkitExperiment;
import dev.faultline.load.chaostoolkit.ToolkitReader;
import dev.faultline.load.chaostoolkit.ToolkitResult;
import dev.faultline.load.chaostoolkit.ToolkitRuns;
import dev.faultline.load.experiment.State;
import dev.faultline.load.report.Kept;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What {@link ExperimentsResource} answers of experiments of chaostoolkit: the same, but the report is a journal. */
@Singleton
class ToolkitAnswers {

    /** What journals come as; JSON first. */
    static final List<String> MEDIA_TYPES = List.of(MediaType.APPLICATION_JSON, JournalFiles.MEDIA_TYPE);

    private final ToolkitRuns runs;
    private final ToolkitReader reader;
    private final ReadableVariables environment;
    private final JournalFiles journals;

    ToolkitAnswers(ToolkitRuns runs, ToolkitReader reader, ReadableVariables environment, JournalFiles journals) {
        this.runs = runs;
        this.reader = reader;
        this.environment = environment;
        this.journals = journals;
    }

    /** Returns whether the document is one of these. */
    boolean recognises(byte[] document) {
        return reader.recognises(document);
    }

    /** Starts the experiment; nothing if as many as may be are under way. */
    Optional<Status> start(byte[] document, Map<String, String> settings) {
        ToolkitExperiment experiment = reader.read(document, settings, environment::get);
        return runs.start(experiment).map(this::status);
    }

    /** Returns those of this process and those whose journals are on disk, oldest first. */
    List<Status> all() {
        Map<String, Status> all = new TreeMap<>();
        journals.list().forEach(kept -> all.put(kept.id(), Status.of(kept)));
        runs.all().forEach(entry -> all.put(entry.run().id(), status(entry)));
        return List.copyOf(all.values());
    }

    /** Returns those of this process that are kept, oldest first. */
    List<Status> ofThisProcess() {
        return runs.all().stream().map(this::status).toList();
    }

    /** Returns whether it is one of these. */
    boolean knows(String id) {
        return find(id).isPresent();
    }

    /** Returns how far it is; nothing if it is none of these. */
    Optional<Status> find(String id) {
        return runs.find(id).map(this::status).or(() -> journals.find(id).map(Status::of));
    }

    /** Aborts it, if it is not over; nothing if it is none of these. */
    Optional<Status> abort(String id) {
        runs.find(id).ifPresent(entry -> entry.run().abort("aborted over the API"));
        return find(id);
    }

    /** Returns the journal of one of these as that of {@link #MEDIA_TYPES}. */
    Response report(String id, String mediaType) {
        return Answers.report(text(id), mediaType).build();
    }

    /** Returns the journal of one of these; nothing if it does not come with that suffix. */
    Optional<Response> reportIn(String id, String suffix) {
        return switch (suffix) {
            case ".json" -> Optional.of(report(id, MediaType.APPLICATION_JSON));
            case JournalFiles.SUFFIX -> Optional.of(report(id, JournalFiles.MEDIA_TYPE));
            default -> Optional.empty();
        };
    }

    /** From memory while it is kept there, whatever became of the file; else from the disk. */
    private String text(String id) {
        Optional<ToolkitRuns.Entry> entry = runs.find(id);
        if (entry.isPresent() && !entry.get().run().isLate()) {
            return entry.get()
                    .over()
                    .map(journals::text)
                    .orElseThrow(() -> new NotFoundException("experiment " + id + " is not over yet"));
        }
        return journals.read(id).orElseThrow(() -> new NotFoundException("there is no journal of " + id));
    }

    /** What a run that was over has left may be rolled back just now; its verdict is known all the same. */
    private Status status(ToolkitRuns.Entry entry) {
        Optional<Kept> kept = entry.run().isLate() ? journals.find(entry.run().id()) : Optional.empty();
        return kept.map(known -> Status.late(entry.run().state(), known)).orElseGet(() -> own(entry));
    }

    private static Status own(ToolkitRuns.Entry entry) {
        Optional<ToolkitResult> result = entry.over();
        // The journal is there a moment after the run is over; nobody must see one without the other.
        State state = result.isPresent()
                ? State.DONE
                : entry.run().state() == State.DONE
                        ? State.ROLLBACK
                        : entry.run().state();
        return new Status(
                entry.run().id(),
                entry.run().experiment().title(),
                state,
                null,
                result.map(ToolkitResult::verdict).orElse(null),
                result.map(done -> done.span().started()).orElse(null),
                result.map(done -> done.span().ended()).orElse(null));
    }
}
