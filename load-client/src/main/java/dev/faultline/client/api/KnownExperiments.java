package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.experiment.report.ReportEntry;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.run.Experiments;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.platform.wire.Excerpt;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All experiments that there is something to tell of. Threadsafe. */
@Singleton
public class KnownExperiments {

    private final Experiments experiments;
    private final Reports reports;

    /**
     * What can be told of an experiment at any time.
     *
     * @param level of its sweep that is in force; null without one
     * @param verdict null until it is over for the first time, and so is the end
     * @param inShort true if only verdict and Markdown of its report are kept, since the pod that ran it is gone; else null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            String id,
            String title,
            State state,
            @Nullable String level,
            @Nullable Verdict verdict,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Boolean inShort) {

        /** No encoding has half a character: a list with one in it could not be answered at all. */
        public Status {
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
                        result.span().ended(),
                        null);
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
                    null,
                    null);
        }

        /** Returns what is told of one that is over and has a report. */
        static Status of(ReportEntry kept) {
            return of(State.DONE, kept);
        }

        /** Returns what is told of one that is over and has a report, while what it has left is undone. */
        static Status late(State state, ReportEntry kept) {
            State shown = state == State.VERIFY ? State.VERIFY : State.ROLLBACK;
            return of(shown, kept);
        }

        private static Status of(State state, ReportEntry kept) {
            return new Status(
                    kept.id(),
                    kept.title(),
                    state,
                    null,
                    kept.verdict(),
                    kept.started(),
                    kept.ended(),
                    kept.inShort() ? true : null);
        }

        /** Returns the result, if the experiment is over. */
        static Optional<ExperimentResult> result(Experiments.Entry entry) {
            boolean finished = entry.result().isDone() && !entry.result().isCompletedExceptionally();
            return finished ? Optional.of(entry.result().join()) : Optional.empty();
        }
    }

    KnownExperiments(Experiments experiments, Reports reports) {
        this.experiments = experiments;
        this.reports = reports;
    }

    /** Returns those of this process and those whose reports are on disk, oldest first. */
    public List<Status> all() {
        Map<String, Status> all = new TreeMap<>();
        reports.list().forEach(kept -> all.put(kept.id(), Status.of(kept)));
        experiments.all().forEach(entry -> all.put(entry.run().id(), status(entry)));
        return new ArrayList<>(all.values());
    }

    /** Returns those of this process, in no order; looks at no disk but for what is undone late. */
    public List<Status> ofThisProcess() {
        return experiments.all().stream().map(this::status).toList();
    }

    /** Returns how far the experiment is; empty if there is none of that name. */
    Optional<Status> find(String id) {
        return experiments.find(id).map(this::status).or(() -> reports.find(id).map(Status::of));
    }

    /** What an experiment that was over has left may be undone just now; its verdict is known all the same. */
    Status status(Experiments.Entry entry) {
        Optional<ReportEntry> kept =
                entry.run().isLate() ? reports.find(entry.run().id()) : Optional.empty();
        return kept.map(known -> Status.late(entry.run().state(), known)).orElseGet(() -> Status.of(entry));
    }

    /** Returns how long it takes at most, by its own plan; empty if that is not known any more. */
    public Optional<Long> plannedSeconds(String id) {
        return experiments
                .find(id)
                .map(entry -> entry.run().experiment().planned().toSeconds());
    }
}
