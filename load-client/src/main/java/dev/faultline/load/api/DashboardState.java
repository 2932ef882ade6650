package dev.faultline.load.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Verdict;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.watch.Faults;
import dev.faultline.load.watch.Marks;
import dev.faultline.load.watch.Sight;
import dev.faultline.wire.Excerpt;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All that the dashboard shows besides figures. Confined to one thread. */
@Singleton
class DashboardState {

    /** The most experiments that are shown. */
    static final int EXPERIMENTS = 20;

    private static final long LIST_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int TITLE = 60;

    private final ThisProcess process;
    private final TrafficEye traffic;
    private final InjectorEye injector;
    private final KnownExperiments experiments;
    private final ObjectMapper mapper;
    private final Marks marks = new Marks();
    private @Nullable Sight before;
    private boolean knowsInjector;
    private List<Status> own = List.of();
    private List<Status> all = List.of();
    private long listedNanos;

    DashboardState(
            ThisProcess process,
            TrafficEye traffic,
            InjectorEye injector,
            KnownExperiments experiments,
            ObjectMapper mapper) {
        this.process = process;
        this.traffic = traffic;
        this.injector = injector;
        this.experiments = experiments;
        this.mapper = mapper;
    }

    /** Returns whether there is a load. */
    boolean isUnderLoad() {
        return traffic.load() != null;
    }

    /** Nobody looks at the injector any more: what it will be like then is no change of that moment. */
    void forgetInjector() {
        knowsInjector = false;
    }

    /** The injector has just been looked at. */
    void knowInjector() {
        knowsInjector = true;
    }

    /** Notes what has changed since the last look. */
    void note(Instant now) {
        JsonNode plan = knowsInjector ? injector.last().plan() : null;
        Map<String, String> phases = new HashMap<>();
        experiments.ofThisProcess().forEach(status -> phases.put(status.id(), words(status)));
        Sight sight = new Sight(traffic.split(), plan == null ? null : Faults.at(now, plan), traffic.load(), phases);
        if (before != null) {
            marks.add(sight.since(before, now));
        }
        before = sight;
    }

    private static String words(Status status) {
        String at = status.state().wire() + (status.level() == null ? "" : " at " + status.level());
        Verdict verdict = status.state() == State.DONE ? status.verdict() : null;
        return Excerpt.of(status.title(), TITLE) + ": "
                + (verdict == null ? at : verdict.outcome().wire());
    }

    /** Returns a state without when it was seen: two that are equal without it tell the same. */
    static ObjectNode timeless(ObjectNode state) {
        ObjectNode copy = state.deepCopy();
        copy.remove("time");
        if (copy.path("faults") instanceof ObjectNode faults) {
            faults.remove("seen");
        }
        return copy;
    }

    /** Returns the state as it is sent. */
    ObjectNode body(long nanos, Instant now) {
        ObjectNode body = mapper.createObjectNode();
        body.put("time", now.toEpochMilli());
        body.put("instance", process.instance());
        body.put("version", process.version());
        LoadPlan load = traffic.load();
        body.set("load", load == null ? NullNode.getInstance() : mapper.valueToTree(load));
        body.set("target", mapper.valueToTree(traffic.target()));
        body.set("split", split());
        body.set("faults", injector.shown());
        body.put("injector", injector.address());
        body.set("experiments", experiments(nanos));
        body.set("marks", mapper.valueToTree(marks.at(now)));
        return body;
    }

    private JsonNode split() {
        TrafficEye.Shown shown = traffic.shown().orElse(null);
        if (shown == null) {
            return NullNode.getInstance();
        }
        if (shown.split() == null) {
            return mapper.createObjectNode().put("problem", shown.problem());
        }
        ObjectNode split = mapper.createObjectNode();
        split.set("weights", mapper.valueToTree(shown.split().weights()));
        return split.put("by", shown.by()).put("injector", shown.injector());
    }

    private ArrayNode experiments(long nanos) {
        List<Status> now = experiments.ofThisProcess();
        if (!now.equals(own) || nanos - listedNanos >= LIST_NANOS) {
            own = now;
            all = experiments.all();
            listedNanos = nanos;
        }
        ArrayNode shown = mapper.createArrayNode();
        latest(all).forEach(status -> shown.add(shown(status)));
        return shown;
    }

    /** Returns the newest first, and none that is under way is left out. */
    static List<Status> latest(List<Status> all) {
        Comparator<Status> newestFirst =
                Comparator.comparing(DashboardState::begun).reversed();
        List<Status> wanted = new ArrayList<>(all);
        wanted.sort(Comparator.comparing((Status status) -> status.state() == State.DONE)
                .thenComparing(newestFirst));
        List<Status> some = new ArrayList<>(wanted.subList(0, Math.min(EXPERIMENTS, wanted.size())));
        some.sort(newestFirst);
        return some;
    }

    /** Their names end in when they began. */
    private static String begun(Status status) {
        return status.id()
                .substring(status.id().indexOf('-') == 8 ? 0 : status.id().indexOf('-') + 1);
    }

    private ObjectNode shown(Status status) {
        ObjectNode shown = mapper.valueToTree(status);
        experiments.plannedSeconds(status.id()).ifPresent(seconds -> shown.put("plannedSeconds", seconds));
        if (status.verdict() != null) {
            shown.put("reason", status.verdict().reason());
        }
        return shown;
    }
}
