package dev.faultline.load.senders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.EventLoop;
import dev.faultline.load.engine.Horizon;
import dev.faultline.load.engine.LoadRecorder;
import dev.faultline.load.engine.LoadRecorder.Collector;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.MeshSource;
import dev.faultline.load.engine.Sender;
import dev.faultline.load.engine.SimulatedLoop;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A coordinator and its senders, all that they send, on a clock of the test. What they say goes through JSON, as on the wire. */
final class Fleet {

    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;
    private static final Instant EPOCH = Instant.parse("2026-11-30T12:00:00Z");

    final SimulatedLoop loop = new SimulatedLoop();
    final SplittableRandom random = new SplittableRandom(7);
    /** Everything that the servers got. */
    final List<Arrival> arrivals = new ArrayList<>();

    final List<Window> windows = new ArrayList<>();
    final Map<String, Sim> senders = new TreeMap<>();
    final Coordinator coordinator;
    /** What is due so long ago is not sent. */
    final Duration maxLag;
    /** How long a question or an answer takes. */
    long latency = 2 * MILLI;

    private final ObjectMapper json = WireJson.mapper();
    private final StrictReader reader = new StrictReader(json);
    /** How many questions were asked, and the bytes of these and of the answers. */
    int questions;

    long asked;
    long answered;

    /** What a server got. */
    record Arrival(long at, String sender, int kind, long number) {}

    Fleet(int count) {
        this(count, Duration.ofMillis(250));
    }

    Fleet(int count, Duration maxLag) {
        this.maxLag = maxLag;
        for (int i = 1; i <= count; i++) {
            senders.put("s" + i, new Sim("s" + i));
        }
        coordinator = coordinator("c1", 1, windows);
    }

    Coordinator coordinator(String name, long term, List<Window> seconds) {
        return new Coordinator(
                loop,
                Runnable::run,
                wall(0),
                new Coordinator.Settings(
                        name,
                        () -> term,
                        () -> List.copyOf(senders.keySet()),
                        Link::new,
                        plan -> {},
                        () -> null,
                        new MeshMeter(MeshSource.NONE),
                        target -> true,
                        new SplittableRandom(1)),
                seconds::add);
    }

    InstantSource wall(long offset) {
        return () -> EPOCH.plusNanos(loop.nanoTime() + offset);
    }

    void run(double seconds) {
        loop.runUntil(loop.nanoTime() + (long) (seconds * SECOND));
    }

    static LoadPlan plan(String json) {
        String document = "{'target':'http://a/'," + json + "}";
        return new StrictReader(WireJson.mapper())
                .read(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8), LoadPlan.class);
    }

    void start(String plan) {
        CompletableFuture<Void> unused = coordinator.start(plan(plan));
    }

    void stop() {
        CompletableFuture<Void> unused = coordinator.stop();
    }

    Sim sender(String name) {
        return Objects.requireNonNull(senders.get(name));
    }

    Tally sum() {
        Tally sum = new Tally();
        windows.forEach(window -> sum.add(window.tally()));
        return sum;
    }

    private final class Link implements SenderLink {

        private final String address;

        Link(String address) {
            this.address = address;
        }

        @Override
        public CompletableFuture<Progress> exchange(Assignment wanted) {
            CompletableFuture<Progress> answer = new CompletableFuture<>();
            byte[] question = json(wanted);
            questions++;
            asked += question.length;
            Assignment sent = reader.read(question, Assignment.class);
            loop.at(loop.nanoTime() + latency, () -> {
                Sim sim = senders.get(address);
                if (sim == null || sim.dead) {
                    answer.completeExceptionally(new IllegalStateException("connection refused"));
                } else {
                    sim.whenRunning(() -> sim.answer(sent, answer));
                }
            });
            loop.at(loop.nanoTime() + SECOND, () -> answer.completeExceptionally(new IllegalStateException("timeout")));
            return answer;
        }
    }

    private byte[] json(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A sender's process. */
    final class Sim implements LoadPart {

        final String name;
        long clockOffset;
        boolean dead;
        /** How long a request takes. */
        long takes = 5 * MILLI;

        private final LoadRecorder recorder;
        private final Driver driver;
        final SenderAgent agent;
        private long stoppedUntil;
        private int inFlight;

        Sim(String name) {
            this.name = name;
            this.recorder = new LoadRecorder(this::second, Runnable::run, () -> wallNow(), loop.nanoTime());
            this.driver = new Driver(new Paused(), recorder, random.split(), maxLag, Shard.WHOLE);
            this.agent =
                    new SenderAgent(this, null, name + "-" + random.nextInt(1_000_000), this::wallNow, loop::nanoTime);
            tickAtNextSecond();
        }

        private Instant wallNow() {
            return EPOCH.plusNanos(loop.nanoTime() + clockOffset);
        }

        private void second(Window window) {
            agent.second(window);
        }

        private void tickAtNextSecond() {
            long wall = loop.nanoTime() + clockOffset;
            loop.at(
                    loop.nanoTime() + SECOND - Math.floorMod(wall, SECOND),
                    () -> whenRunning(() -> {
                        recorder.tick(loop.nanoTime(), null);
                        tickAtNextSecond();
                    }));
        }

        /** As SIGSTOP, and later SIGCONT. */
        void stopFor(long nanos) {
            stoppedUntil = loop.nanoTime() + nanos;
        }

        void kill() {
            dead = true;
        }

        private void whenRunning(Runnable task) {
            if (dead) {
                return;
            }
            if (loop.nanoTime() < stoppedUntil) {
                // In any order: questions came by several connections.
                loop.at(stoppedUntil + random.nextLong(MILLI), () -> whenRunning(task));
            } else {
                task.run();
            }
        }

        private void answer(Assignment wanted, CompletableFuture<Progress> answer) {
            try {
                byte[] said = json(agent.exchange(wanted));
                answered += said.length;
                Progress progress = reader.read(said, Progress.class);
                loop.at(loop.nanoTime() + latency, () -> answer.complete(progress));
            } catch (SenderAgent.Led e) {
                answer.completeExceptionally(new SenderLink.Refused(String.valueOf(e.getMessage())));
            }
        }

        /** The loop of a process that may be stopped. */
        private final class Paused implements EventLoop {
            @Override
            public long nanoTime() {
                return loop.nanoTime();
            }

            @Override
            public Timer at(long nanos, Runnable task) {
                boolean[] cancelled = new boolean[1];
                loop.at(nanos, () -> {
                    if (!cancelled[0]) {
                        whenRunning(() -> {
                            if (!cancelled[0]) {
                                task.run();
                            }
                        });
                    }
                });
                return () -> cancelled[0] = true;
            }
        }

        private final class Wire implements Sender {
            @Override
            public void send(int index, long number, long intended, Observer observer) {
                arrivals.add(new Arrival(loop.nanoTime(), name, index, number));
                inFlight++;
                AttemptTimestamps timestamps = new AttemptTimestamps(intended, loop.nanoTime());
                timestamps.connected(loop.nanoTime());
                loop.at(
                        loop.nanoTime() + takes,
                        () -> whenRunning(() -> {
                            inFlight--;
                            timestamps.ended(loop.nanoTime());
                            observer.ended(timestamps, Result.answered(200, false, false, false));
                            observer.released();
                        }));
            }

            @Override
            public void close() {}
        }

        @Override
        public CompletableFuture<List<Recording>> startShared(
                LoadPlan plan, Instant at, Driver.Shared shared, int recordings) {
            CompletableFuture<List<Recording>> begun = new CompletableFuture<>();
            long moment = loop.nanoTime() + Duration.between(wallNow(), at).toNanos();
            loop.at(
                    driver.plan() == null ? loop.nanoTime() : moment,
                    () -> whenRunning(() -> {
                        List<Recording> all = new ArrayList<>();
                        driver.start(
                                plan,
                                before -> {
                                    Stream.generate(Collected::new)
                                            .limit(recordings)
                                            .forEach(all::add);
                                    return new Wire();
                                },
                                moment,
                                shared);
                        begun.complete(all);
                    }));
            return begun;
        }

        private final class Collected implements Recording {
            private final Collector collector = new Collector();

            Collected() {
                recorder.start(collector);
            }

            @Override
            public CompletableFuture<Tally> stop() {
                recorder.stop(collector);
                return collector.done();
            }
        }

        @Override
        public void assign(@Nullable Shard shard, long from) {
            driver.assign(shard, from);
        }

        @Override
        public void grant(Horizon upTo) {
            driver.grant(upTo);
        }

        @Override
        public CompletableFuture<Void> pause() {
            driver.pause();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> resume() {
            driver.resume();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> disconnect() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Revision revision() {
            return driver.revision();
        }

        @Override
        public int inFlight() {
            return inFlight;
        }

        @Override
        public void check(LoadPlan plan) {}

        @Override
        public CompletableFuture<Void> start(LoadPlan plan) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Void> stop() {
            driver.stop();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public Recording record() {
            return new Collected();
        }
    }
}
