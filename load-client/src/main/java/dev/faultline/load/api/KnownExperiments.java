package dev.faultline.load.api;

import dev.faultline.load.experiment.Experiments;
import dev.faultline.load.report.Kept;
import dev.faultline.load.report.Reports;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All experiments that there is something to tell of. Threadsafe. */
@Singleton
class KnownExperiments {

    private final Experiments experiments;
    private final Reports reports;

    KnownExperiments(Experiments experiments, Reports reports) {
        this.experiments = experiments;
        this.reports = reports;
    }

    /** Returns those of this process and those whose reports are on disk, oldest first. */
    List<Status> all() {
        Map<String, Status> all = new TreeMap<>();
        reports.list().forEach(kept -> all.put(kept.id(), Status.of(kept)));
        experiments.all().forEach(entry -> all.put(entry.run().id(), status(entry)));
        return new ArrayList<>(all.values());
    }

    /** Returns those of this process, in no order; looks at no disk but for what is undone late. */
    List<Status> ofThisProcess() {
        return experiments.all().stream().map(this::status).toList();
    }

    /** Returns how far the experiment is; nothing if there is none of that name. */
    Optional<Status> find(String id) {
        return experiments.find(id).map(this::status).or(() -> reports.find(id).map(Status::of));
    }

    /** What an experiment that was over has left may be undone just now; its verdict is known all the same. */
    Status status(Experiments.Entry entry) {
        Optional<Kept> kept = entry.run().isLate() ? reports.find(entry.run().id()) : Optional.empty();
        return kept.map(known -> Status.late(entry.run().state(), known)).orElseGet(() -> Status.of(entry));
    }

    /** Returns how long it takes at most, by its own plan; nothing if that is not known any more. */
    Optional<Long> plannedSeconds(String id) {
        return experiments
                .find(id)
                .map(entry -> entry.run().experiment().planned().toSeconds());
    }
}
