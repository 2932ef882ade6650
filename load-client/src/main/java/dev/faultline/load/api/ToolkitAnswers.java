package dev.faultline.load.api;

import dev.faultline.load.chaostoolkit.JournalFiles;
import dev.faultline.load.chaostoolkit.ReadableVariables;
import dev.faultline.load.chaostoolkit.ToolkitExperiment;
import dev.faultline.load.chaostoolkit.ToolkitReader;
import dev.faultline.load.chaostoolkit.ToolkitResult;
import dev.faultline.load.chaostoolkit.ToolkitRuns;
import dev.faultline.load.experiment.State;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link ExperimentsResource} answers of experiments of chaostoolkit: the same, but the report is a journal. */
@Singleton
class ToolkitAnswers {

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
    Optional<Status> start(byte[] document) {
        ToolkitExperiment experiment = reader.read(document, Map.of(), environment::get);
        return runs.start(experiment).map(ToolkitAnswers::status);
    }

    /** Returns those that are kept, oldest first. */
    List<Status> all() {
        return runs.all().stream().map(ToolkitAnswers::status).toList();
    }

    /** Returns how far it is; nothing if it is none of these. */
    Optional<Status> find(String id) {
        return runs.find(id).map(ToolkitAnswers::status);
    }

    /** Aborts it; nothing if it is none of these. */
    Optional<Status> abort(String id) {
        return runs.find(id).map(entry -> {
            entry.run().abort("aborted over the API");
            return status(entry);
        });
    }

    /** Returns its journal; nothing if it is none of these. */
    Optional<Response> journal(String id) {
        return runs.find(id)
                .map(entry -> entry.over()
                        .map(result -> Response.ok(journals.text(result), MediaType.APPLICATION_JSON_TYPE)
                                .build())
                        .orElseThrow(() -> new NotFoundException("experiment " + id + " is not over yet")));
    }

    private static Status status(ToolkitRuns.Entry entry) {
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
