package dev.faultline.client.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.client.LoadConfig;
import dev.faultline.client.api.KnownExperiments;
import dev.faultline.client.api.KnownExperiments.Status;
import dev.faultline.client.dashboard.DashboardState.ExperimentState;
import dev.faultline.client.dashboard.DashboardState.SplitState;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Reads the state of the system as this process knows it, and logs how it changes. Confined to one thread. */
@Singleton
class StateReader {

    /** The most experiments that are shown. */
    static final int EXPERIMENTS = 20;

    /** The reports on disk are listed this often; what other processes have added is no news. */
    private static final long LIST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String instance = UUID.randomUUID().toString();
    private final String version;
    private final LoadConfig config;
    private final LoadControl generator;
    private final ConfiguredSplit splits;
    private final InjectorPoller injector;
    private final KnownExperiments experiments;
    private final EventLog events = new EventLog();

    private @Nullable Target lastTarget;
    private @Nullable Snapshot before;
    private List<Status> own = List.of();
    private List<Status> all = List.of();
    private long listedNanos;

    StateReader(
            @ConfigProperty(name = "quarkus.application.version") String version,
            LoadConfig config,
            LoadControl generator,
            ConfiguredSplit splits,
            InjectorPoller injector,
            KnownExperiments experiments) {
        this.version = version;
        this.config = config;
        this.generator = generator;
        this.splits = splits;
        this.injector = injector;
        this.experiments = experiments;
    }

    /** Returns whether there is a load. */
    boolean isUnderLoad() {
        return load() != null;
    }

    private @Nullable LoadPlan load() {
        LoadPlan plan = generator.plan();
        if (plan != null) {
            lastTarget = plan.target();
        }
        return plan;
    }

    /**
     * Logs what has changed since the last call.
     *
     * @param injectorKnown whether the injector is polled; if not, what it does by then has not changed just now
     */
    void logChanges(Instant now, boolean injectorKnown) {
        JsonNode plan = injectorKnown ? injector.latest().plan() : null;
        Split split = splits.control().flatMap(SplitControl::known).orElse(null);
        Map<String, EventLog.Phase> phases = new HashMap<>();
        experiments.ofThisProcess().forEach(status -> phases.put(status.id(), phase(status)));
        Snapshot snapshot = new Snapshot(split, plan == null ? null : Snapshot.Faults.at(now, plan), load(), phases);
        if (before != null) {
            events.add(snapshot.changesSince(before, now));
        }
        before = snapshot;
    }

    private static EventLog.Phase phase(Status status) {
        Verdict verdict = status.state() == State.DONE ? status.verdict() : null;
        return new EventLog.Phase(
                status.id(),
                status.title(),
                status.state(),
                status.level(),
                verdict == null ? null : verdict.outcome());
    }

    /** Returns the state; reads the disk now and then. */
    DashboardState state(long nanos, Instant now) {
        return new DashboardState(
                now.toEpochMilli(),
                instance,
                version,
                load(),
                target(),
                splits.control().map(this::split).orElse(null),
                injector.latest(),
                injector.address(),
                experiments(nanos),
                events.at(now));
    }

    private @Nullable Target target() {
        LoadPlan plan = load();
        if (plan != null) {
            return plan.target();
        }
        return lastTarget != null
                ? lastTarget
                : splits.control().flatMap(SplitControl::target).orElse(null);
    }

    private SplitState split(SplitControl control) {
        String by = splits.embedded().isPresent()
                ? "embedded"
                : config.split().route().orElse("mesh");
        return control.known()
                .map(split ->
                        new SplitState(split.weights(), by, config.injector().service(), null))
                .orElseGet(
                        () -> new SplitState(null, null, null, "the weights of " + by + " could not be read lately"));
    }

    private List<ExperimentState> experiments(long nanos) {
        List<Status> now = experiments.ofThisProcess();
        if (!now.equals(own) || nanos - listedNanos >= LIST_NANOS) {
            own = now;
            all = experiments.all();
            listedNanos = nanos;
        }
        return latest(all).stream().map(this::experiment).toList();
    }

    /** Returns the newest first, and none that is under way is left out. */
    static List<Status> latest(List<Status> all) {
        Comparator<Status> newestFirst =
                Comparator.comparing(StateReader::begun).reversed();
        List<Status> wanted = new ArrayList<>(all);
        wanted.sort(Comparator.comparing((Status status) -> status.state() == State.DONE)
                .thenComparing(newestFirst));
        List<Status> some = new ArrayList<>(wanted.subList(0, Math.min(EXPERIMENTS, wanted.size())));
        some.sort(newestFirst);
        return some;
    }

    /** Ids end in when the experiment began. */
    private static String begun(Status status) {
        return status.id()
                .substring(status.id().indexOf('-') == 8 ? 0 : status.id().indexOf('-') + 1);
    }

    private ExperimentState experiment(Status status) {
        return new ExperimentState(
                status,
                experiments.plannedSeconds(status.id()).orElse(null),
                status.verdict() == null ? null : status.verdict().reason());
    }
}
