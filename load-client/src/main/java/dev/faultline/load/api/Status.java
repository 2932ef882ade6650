package dev.faultline.load.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.report.Kept;
import dev.faultline.wire.Excerpt;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of an experiment at any time.
 *
 * @param level of its sweep that is in force; null without one
 * @param verdict null until it is over for the first time, and so is the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Status(
        String id,
        String title,
        State state,
        @Nullable String level,
        @Nullable Verdict verdict,
        @Nullable Instant started,
        @Nullable Instant ended) {

    /** No encoding has half a character: a list with one in it could not be answered at all. */
    Status {
        title = Excerpt.wellFormed(title);
    }

    /** Returns what is told of an experiment of this process. */
    static Status of(Experiments.Entry entry) {
        String id = entry.run().id();
        String title = entry.run().experiment().title();
        ExperimentResult result = result(entry).orElse(null);
        if (result != null) {
            return new Status(
                    id,
                    title,
                    State.DONE,
                    null,
                    result.verdict(),
                    result.span().started(),
                    result.span().ended());
        }
        // The report is there a moment after the run is over; nobody must see one without the other.
        State state = entry.run().state();
        return new Status(
                id,
                title,
                state == State.DONE ? State.VERIFY : state,
                entry.run().level(),
                null,
                entry.run().started(),
                null);
    }

    /** Returns what is told of one that is over and has a report. */
    static Status of(Kept kept) {
        return new Status(kept.id(), kept.title(), State.DONE, null, kept.verdict(), kept.started(), kept.ended());
    }

    /** Returns what is told of one that is over and has a report, while what it has left is undone. */
    static Status late(State state, Kept kept) {
        State shown = state == State.VERIFY ? State.VERIFY : State.ROLLBACK;
        return new Status(kept.id(), kept.title(), shown, null, kept.verdict(), kept.started(), kept.ended());
    }

    /** Returns the result, if the experiment is over. */
    static Optional<ExperimentResult> result(Experiments.Entry entry) {
        boolean finished = entry.result().isDone() && !entry.result().isCompletedExceptionally();
        return finished ? Optional.of(entry.result().join()) : Optional.empty();
    }
}
