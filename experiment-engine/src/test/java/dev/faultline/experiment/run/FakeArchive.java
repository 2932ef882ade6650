package dev.faultline.experiment.run;

import dev.faultline.experiment.verdict.Archive;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.LateRollback;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps results, and amendments of those that it is told to hold. */
final class FakeArchive implements Archive {
    final List<ExperimentResult> done = Collections.synchronizedList(new ArrayList<>());
    final Set<String> held = Collections.synchronizedSet(new HashSet<>());
    final List<LateRollback> amendments = Collections.synchronizedList(new ArrayList<>());
    volatile Runnable amending = () -> {};
    volatile Consumer<ExperimentResult> writing = result -> {};

    @Override
    public void write(ExperimentResult result) {
        done.add(result);
        writing.accept(result);
    }

    @Override
    public boolean holds(String id) {
        return held.contains(id);
    }

    @Override
    public boolean amend(String id, LateRollback amendment) {
        amending.run();
        return held.contains(id) && amendments.add(amendment);
    }
}
