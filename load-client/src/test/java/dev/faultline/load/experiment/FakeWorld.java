package dev.faultline.load.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.plan.Bounds;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.SplitControl;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import dev.faultline.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A world in which time passes when an experiment pauses, and traffic happens meanwhile. */
final class FakeWorld {

    private static final StrictReader YAML = new StrictReader(WireJson.strict(new YAMLFactory()));

    final FakeTraffic traffic = new FakeTraffic();
    final FakeFaults faults = new FakeFaults();
    final FakeChaos chaos = new FakeChaos();
    final List<HttpCall> calls = new ArrayList<>();
    HttpControl http = calls::add;
    final FakeTraffic control = new FakeTraffic();
    final EmbeddedSplit split = HealthySplit.create();
    /** What is steered instead where a mesh draws; its weights are drawn by. */
    @Nullable
    SplitControl mesh;

    Runnable everySlice = () -> {};
    private final Journals journals;
    private final Windows windows = new Windows(600);
    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    Bounds bounds = Bounds.of(50_000, List.of(Bounds.ALLOWED_BY_DEFAULT.split(",")));
    Duration clockSet = Duration.ZERO;
    private long nowMillis;

    /** Keeps its journals there. */
    FakeWorld(Path directory) {
        journals = new Journals(directory, new ExperimentReader(YAML), this::instant);
    }

    ExperimentRun run(String yaml) {
        return new ExperimentRun("id", read(yaml), around());
    }

    /** Returns what goes on where a process was killed, if one was. */
    List<ExperimentRun> recovered() {
        Patience patience = Patience.lasting(() -> nowMillis * 1_000_000);
        return journals.unfinished().stream()
                .map(unfinished -> new ExperimentRun(unfinished, patience, around()))
                .toList();
    }

    static Experiment read(String yaml) {
        return new ExperimentReader(YAML).read(yaml.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Lanes lanes() {
        return new FakeLanes();
    }

    Journals journals() {
        return journals;
    }

    Actuators actuators() {
        return new Actuators(mesh == null ? split : mesh, faults, chaos, call -> http.call(call), traffic);
    }

    private Surroundings around() {
        return new Surroundings(
                lanes().main(), lanes(), actuators(), journals, new Time(this::instant, this::nanos, this::pause));
    }

    Instant instant() {
        return Instant.ofEpochMilli(nowMillis).plus(clockSet);
    }

    long nanos() {
        return nowMillis * 1_000_000;
    }

    /** Returns the arrivals a second that the plan in force asks for. */
    double rate() {
        LoadPlan plan = traffic.plan;
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
    final class FakeTraffic implements Traffic {
        boolean backendFails;
        boolean past;
        boolean silent;
        boolean stopped;
        private @Nullable LoadPlan plan;
        private Tally tally = new Tally();
        private Tally second = new Tally();
        private Tally part = new Tally();
        private long partStart;

        void oneSlice() {
            for (int i = 0; i < 10 && !silent && plan != null; i++) {
                Instants instants = new Instants(0, 0);
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
        public @Nullable LoadPlan plan() {
            return plan;
        }

        @Override
        public CompletableFuture<Void> start(LoadPlan wanted) {
            plan = wanted;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> stop() {
            plan = null;
            stopped = true;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void check(LoadPlan wanted) {
            bounds.check(wanted);
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
    final class FakeLanes implements Lanes {
        @Override
        public Lane main() {
            return new Lane(traffic, windows::last, () -> {});
        }

        @Override
        public Lane open() {
            control.past = true;
            return new Lane(control, (length, now) -> List.of(), () -> {});
        }
    }

    /** Holds a plan, and fails as it is told. */
    final class FakeFaults implements FaultControl {
        final List<JsonNode> history = new ArrayList<>();
        JsonNode plan = YAML.tree("{rules: [mine]}".getBytes(StandardCharsets.UTF_8));
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
            if (down || failures-- > 0) {
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
        public void put(JsonNode wanted) {
            reach();
            if (refuses || wanted.path("maxActiveFaults").isFloatingPointNumber()) {
                throw new ControlFailed("400", true, null);
            }
            history.add(wanted);
            plan = wanted;
        }

        @Override
        public void clear() {
            reach();
            plan = JsonNodeFactory.instance.objectNode().set("rules", JsonNodeFactory.instance.arrayNode());
        }
    }
}
