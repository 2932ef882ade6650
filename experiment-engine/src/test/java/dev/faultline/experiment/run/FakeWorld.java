package dev.faultline.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.experiment.journal.JournalFiles;
import dev.faultline.experiment.journal.Journals;
import dev.faultline.experiment.journal.RetryPolicy;
import dev.faultline.experiment.journal.Time;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.step.Actuators;
import dev.faultline.experiment.step.FaultControl;
import dev.faultline.experiment.step.HttpControl;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.plan.LoadLimits;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.SplitControl;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A world in which time passes when an experiment pauses, and traffic happens meanwhile. */
public final class FakeWorld {

    private static final StrictReader YAML = WireYaml.reader();

    final FakeTraffic traffic = new FakeTraffic();
    final FakeFaults faults = new FakeFaults();
    final FakeChaos chaos = new FakeChaos();
    final List<HttpControl.Call> calls = new ArrayList<>();
    HttpControl http = calls::add;
    final FakeTraffic control = new FakeTraffic();
    final EmbeddedSplit split = HealthySplit.create();
    /** What is steered instead where a mesh draws; its weights are drawn by. */
    @Nullable
    SplitControl mesh;

    /** What is found where the split has no effect; null for nothing. */
    @Nullable
    String diagnosis;

    Runnable everySlice = () -> {};

    /** What experiments do beside their own thread. */
    Executor threads = Runnable::run;

    private final Journals journals;
    private final WindowHistory windows = new WindowHistory(600);
    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    LoadLimits bounds = LoadLimits.of(50_000, List.of(LoadLimits.ALLOWED_BY_DEFAULT.split(",")));
    Duration clockSet = Duration.ZERO;
    private long nowMillis;

    /** Keeps its journals there. */
    public FakeWorld(Path directory) {
        journals = new Journals(new JournalFiles(directory), new ExperimentReader(YAML), this::instant);
    }

    public ExperimentRun run(String yaml) {
        return new ExperimentRun("id", read(yaml), context());
    }

    /** Returns what goes on where a process was killed, if one was. */
    List<Recovery> recovered() {
        RetryPolicy patience = RetryPolicy.lasting(() -> nowMillis * 1_000_000);
        return journals.unfinished().stream()
                .map(unfinished -> new Recovery(unfinished, patience, context()))
                .toList();
    }

    public static Experiment read(String yaml) {
        return new ExperimentReader(YAML).read(yaml.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    LoadSlots slots() {
        return new FakeSlots();
    }

    public Journals journals() {
        return journals;
    }

    /** What steps learn from. */
    Actuators.Learning learning = request -> {
        throw new ControlFailed("nobody to learn from", false, null);
    };

    Actuators actuators() {
        return new Actuators(
                mesh == null ? split : mesh,
                faults,
                chaos,
                call -> http.call(call),
                traffic,
                () -> Optional.ofNullable(diagnosis),
                request -> learning.learn(request));
    }

    private RunContext context() {
        return new RunContext(
                slots().main(),
                slots(),
                actuators(),
                journals,
                new Time(this::instant, this::nanos, this::pause),
                task -> threads.execute(task));
    }

    Instant instant() {
        return Instant.ofEpochMilli(nowMillis).plus(clockSet);
    }

    long nanos() {
        return nowMillis * 1_000_000;
    }

    /** Returns the arrivals a second that the plan in force asks for. */
    double rate() {
        LoadPlan plan = traffic.plan();
        Double rate = plan == null ? null : plan.demand().rate();
        return rate == null ? 0 : rate;
    }

    /** Lets something happen so many seconds after the start: after 3 s of warm-up and 10 s of baseline comes 13. */
    void at(long second, Runnable event) {
        events.put(second * 1_000, event);
    }

    private void pause(Duration duration, CompletableFuture<?> unless) {
        long end = nowMillis + duration.toMillis();
        while (nowMillis < end && !unless.isDone()) {
            everySlice.run();
            traffic.oneSlice();
            control.oneSlice();
            nowMillis += 50;
            if (nowMillis % 1_000 == 0) {
                long tick = nowMillis * 1_000_000;
                windows.add(new Window(
                        Instant.ofEpochMilli(nowMillis - 1_000), tick - 1_000_000_000, tick, traffic.second));
                traffic.second = new Tally();
                traffic.part = new Tally();
                traffic.partStart = tick;
            }
            Runnable event = events.remove(nowMillis);
            if (event != null) {
                event.run();
            }
        }
    }

    /** Sends 200 requests a second where the split says. */
    final class FakeTraffic implements LoadControl {
        boolean backendFails;
        boolean past;
        boolean silent;
        boolean stopped;
        boolean broken;
        int pauses;
        Runnable whenSilent = () -> {};
        private long pausedUntil;
        private Revision revision = Revision.NONE;
        private Tally tally = new Tally();
        private Tally second = new Tally();
        private Tally part = new Tally();
        private long partStart;

        void oneSlice() {
            for (int i = 0; i < 10 && !silent && nowMillis >= pausedUntil && plan() != null; i++) {
                AttemptTimestamps instants = new AttemptTimestamps(0, 0);
                instants.connected(0);
                instants.ended(5_000_000);
                boolean injected = !past && split.draw().name().equals("error-injector");
                Result result = injected
                        ? Result.answered(500, true, true, false)
                        : backendFails
                                ? Result.unanswered(ResultClass.REFUSED)
                                : Result.answered(200, false, false, false);
                tally.record(instants, result);
                second.record(instants, result);
                part.record(instants, result);
            }
        }

        @Override
        public Revision revision() {
            return revision;
        }

        @Override
        public CompletableFuture<Void> start(LoadPlan wanted) {
            revision = revision.next(wanted);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop() {
            if (broken) {
                throw new IllegalStateException("the load is broken");
            }
            revision = revision.next(null);
            stopped = true;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void check(LoadPlan wanted) {
            bounds.check(wanted);
        }

        @Override
        public CompletableFuture<Pause> silence(Duration length, Duration atMost) {
            CompletableFuture<Pause> pause = new CompletableFuture<>();
            pauses++;
            pausedUntil = nowMillis + length.toMillis();
            events.put(pausedUntil, () -> {
                whenSilent.run();
                pause.complete(new Pause(length.toMillis() / 1e3, true));
            });
            return pause;
        }

        @Override
        public CompletableFuture<Window> cut() {
            Window cut = new Window(instant(), partStart, nowMillis * 1_000_000, part);
            part = new Tally();
            partStart = cut.endNanos();
            return CompletableFuture.completedFuture(cut);
        }

        @Override
        public Recording record() {
            Tally mine = new Tally();
            tally = mine;
            return () -> {
                tally = new Tally();
                return CompletableFuture.completedFuture(mine);
            };
        }
    }

    /** Has one more load: that of the control slice, whose requests all reach the backend. */
    final class FakeSlots implements LoadSlots {
        @Override
        public LoadSlots.Slot main() {
            return new LoadSlots.Slot(traffic, windows::last, () -> {});
        }

        @Override
        public LoadSlots.Slot open() {
            control.past = true;
            return new LoadSlots.Slot(control, (length, now) -> List.of(), () -> {});
        }
    }

    /** Holds a plan, and fails as it is told. */
    final class FakeFaults implements FaultControl {
        final List<JsonNode> history = new ArrayList<>();
        JsonNode plan = YAML.tree("{rules: [mine]}".getBytes(StandardCharsets.UTF_8));
        /** Instance by address. */
        final TreeMap<String, String> replicas = new TreeMap<>(Map.of("10.0.0.1:9000", "first"));

        Runnable afterPut = () -> {};
        long revision;
        boolean expired;

        @Nullable
        String changed;

        boolean down;
        boolean refuses;
        /** Lets nobody in: nobody tries again. */
        boolean closed;

        int failures;
        int asked;
        int checked;
        Duration answersAfter = Duration.ZERO;

        private void reach() {
            asked++;
            nowMillis += answersAfter.toMillis();
            if (failures-- > 0) {
                throw new ControlFailed("the injector is down", false, null);
            }
            look();
        }

        private void look() {
            if (down) {
                throw new ControlFailed("the injector is down", false, null);
            }
            if (closed) {
                throw new ControlFailed("403", true, null);
            }
        }

        @Override
        public JsonNode plan() {
            reach();
            return plan;
        }

        @Override
        public ObjectNode resolve(JsonNode written) {
            reach();
            // As the injector answers it.
            return written.has("preset")
                    ? JsonNodeFactory.instance.objectNode().put("expiresAt", "2035-01-01T00:00:00Z")
                    : (ObjectNode) written;
        }

        @Override
        public void check(JsonNode written) {
            reach();
            checked++;
            int most = written.path("maxActiveFaults").asInt();
            if (most > 50) {
                throw new InvalidValue("maxActiveFaults", "must be from 0 to 50", most);
            }
        }

        @Override
        public List<Replica> replicas() {
            look();
            return replicas.entrySet().stream()
                    .map(each ->
                            new Replica(each.getKey(), each.getValue(), revision, plan.toString(), expired, changed))
                    .toList();
        }

        /** Another hand changes the plan. */
        void touch(JsonNode wanted, @Nullable String how) {
            plan = wanted;
            revision++;
            changed = how;
        }

        @Override
        public String put(JsonNode wanted) {
            reach();
            if (refuses || wanted.path("maxActiveFaults").isFloatingPointNumber()) {
                throw new ControlFailed("400", true, null);
            }
            history.add(wanted);
            touch(wanted, "set by us");
            String etag = plan.toString();
            afterPut.run();
            return etag;
        }

        @Override
        public void clear() {
            reach();
            touch(JsonNodeFactory.instance.objectNode().set("rules", JsonNodeFactory.instance.arrayNode()), "stopped");
        }
    }
}
