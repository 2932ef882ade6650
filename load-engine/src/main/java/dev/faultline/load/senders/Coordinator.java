package dev.faultline.load.senders;

import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.EventLoop;
import dev.faultline.load.engine.Horizon;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.engine.MeshMeter;
import dev.faultline.load.engine.Silence;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.load.schedule.Schedule;
import dev.faultline.load.schedule.Sequence;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.senders.Assignment.Load;
import dev.faultline.load.senders.Assignment.Segment;
import dev.faultline.load.senders.Member.State;
import dev.faultline.load.senders.Progress.Told;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The load of this process, which others send: as if one had sent it. It tells each sender its part of the one sequence of
 * arrivals, and lets all of them go on by a horizon that lies {@link #LEAD} ahead. So who is cut off falls silent by itself,
 * and what a lost sender may have sent is known to the arrival: its part goes to the others from the horizon on, where nobody
 * has been yet. The seconds that senders tell are added up by the clock on the wall.
 *
 * <p>Confined to the loop; its methods may be called from any thread but that of the loop.
 */
public final class Coordinator implements LoadControl, MeshMeter.Load {

    /** How far ahead senders may go: the longest that they send without a coordinator. */
    static final Duration LEAD = Duration.ofSeconds(1);

    /** How often each sender is asked. A question costs both some milliseconds of CPU: they are few, so no JIT ever gets to them. */
    static final Duration INTERVAL = Duration.ofMillis(400);

    /** How often it is looked at what is known. */
    private static final Duration TICK = INTERVAL.dividedBy(2);

    /** A sender that has not answered for so long is lost. */
    static final Duration LOST = Duration.ofMillis(1_500);

    /** How far the clock of a sender may be off. */
    static final Duration MOST_OFFSET = Duration.ofMillis(250);

    /** How long the figures of a second are waited for after its end. */
    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    /** From the order to the first request, so that all have heard of it. */
    private static final Duration START_LEAD = Duration.ofMillis(500);

    /** How long a load waits for the first sender to be there before it begins without. */
    private static final Duration FIRST_SENDER = Duration.ofSeconds(3);

    /** After so long a load is taken for in force, whoever has not said so. */
    private static final Duration IN_FORCE = Duration.ofSeconds(5);

    /** So many seconds are kept that have not been published. */
    private static final int MOST_SECONDS = 5;

    private static final Logger LOG = Logger.getLogger(Coordinator.class);

    private final EventLoop loop;
    private final Executor offLoop;
    private final InstantSource wall;
    private final Settings settings;
    private final Consumer<Window> seconds;
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<Long, SharedRecording> recordings = new LinkedHashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final AtomicLong recordingIds = new AtomicLong();
    private final AtomicLong stops = new AtomicLong();
    private final TreeMap<Long, List<TallyDocument>> told = new TreeMap<>();
    private final long created;

    private volatile Revision revision = Revision.NONE;
    private volatile List<SenderStatus> statuses = List.of();
    private volatile int inFlight;
    private volatile double rate;

    private @Nullable Running running;
    private long loads;
    private Horizon horizon = new Horizon(0, 0);
    private long segmentIds;
    private long questions;
    private List<Member> parts = List.of();
    private int pauses;
    private long pausedAt;
    private long disconnects;
    /** Arrivals of which nobody will tell, and no second yet has. */
    private long unaccounted;

    private CompletableFuture<Void> lastChange = CompletableFuture.completedFuture(null);
    private long nextSecond;
    private long lastEnd;
    private long lastTick;
    private boolean closed;

    /**
     * What a coordinator needs.
     *
     * @param name another for each process
     * @param term of two coordinators senders follow the one whose term is the higher
     * @param addresses where senders are, as far as is known now; never blocks
     * @param links makes the way to a sender
     * @param limits throws if a plan asks for more than may be sent
     * @param weights of the split that senders draw; gives null if they draw none
     * @param mesh knows the loads of this process
     * @param splits whether requests to that target are split by the senders themselves
     * @param seeds for the plans without a seed
     */
    public record Settings(
            String name,
            LongSupplier term,
            Supplier<List<String>> addresses,
            Function<String, SenderLink> links,
            Consumer<LoadPlan> limits,
            Supplier<@Nullable Map<String, Integer>> weights,
            MeshMeter mesh,
            Function<Target, Boolean> splits,
            SplittableRandom seeds) {}

    /** The load in force, or the last one until all have seen its end. */
    private static final class Running {
        private final Load load;
        private final Sequence sequence;
        private final long lengthNanos;
        /** The whole sequence, come to the horizon; null for a closed loop. */
        private @Nullable Schedule whole;

        /** When its time began, later by as long as it was paused. */
        private long began;

        private Instant beganAt;
        private boolean over;

        Running(Load load, Sequence sequence, long lengthNanos, @Nullable Schedule whole, long began) {
            this.load = load;
            this.sequence = sequence;
            this.lengthNanos = lengthNanos;
            this.whole = whole;
            this.began = began;
            this.beganAt = load.began();
        }
    }

    /** Somebody who waits until all senders are that far. */
    private record Waiting(Function<Member, Boolean> reached, long since, long until, Runnable then) {}

    /**
     * Creates one without a load, which asks senders from now on.
     *
     * @param offLoop runs what takes too long for an event loop, one after the other
     * @param seconds gets each second, off the loop
     */
    public Coordinator(
            EventLoop loop, Executor offLoop, InstantSource wall, Settings settings, Consumer<Window> seconds) {
        this.loop = loop;
        this.offLoop = offLoop;
        this.wall = wall;
        this.settings = settings;
        this.seconds = seconds;
        this.created = loop.nanoTime();
        this.lastEnd = created;
        this.lastTick = created;
        this.nextSecond = wall.instant().getEpochSecond();
        loop.at(created, this::tick);
    }

    @Override
    public Revision revision() {
        return revision;
    }

    @Override
    public void check(LoadPlan plan) {
        settings.limits().accept(plan);
    }

    @Override
    public CompletableFuture<Void> start(LoadPlan plan) {
        return start(plan, null, List.of());
    }

    @Override
    public CompletableFuture<Recording> startRecorded(LoadPlan plan) {
        SharedRecording recording = new SharedRecording();
        return start(plan, null, List.of(recording)).thenApply(inForce -> recording);
    }

    @Override
    public CompletableFuture<Recording> startRecorded(LoadPlan plan, Instant at) {
        SharedRecording recording = new SharedRecording();
        return start(plan, at, List.of(recording)).thenApply(inForce -> recording);
    }

    private CompletableFuture<Void> start(LoadPlan plan, @Nullable Instant at, List<SharedRecording> begun) {
        check(plan);
        // A load is in force everywhere before another takes over from it.
        long then = stops.get();
        return afterOthers(done -> whenThereAreSenders(() -> {
            if (stops.get() == then) {
                begin(plan, at, begun, done);
            } else {
                done.complete(null);
            }
        }));
    }

    /** Makes changes take effect in the order in which they were asked for, however long one of them takes. */
    private synchronized CompletableFuture<Void> afterOthers(Consumer<CompletableFuture<Void>> change) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<?> begun =
                lastChange.handle((before, failure) -> true).thenAccept(any -> execute(() -> change.accept(done)));
        lastChange = CompletableFuture.allOf(begun, done);
        return done;
    }

    private void whenThereAreSenders(Runnable task) {
        if (!parts.isEmpty() || loop.nanoTime() - created > FIRST_SENDER.toNanos() || closed) {
            task.run();
        } else {
            loop.at(loop.nanoTime() + TICK.toNanos(), () -> whenThereAreSenders(task));
        }
    }

    private void begin(LoadPlan plan, @Nullable Instant at, List<SharedRecording> begun, CompletableFuture<Void> done) {
        long now = loop.nanoTime();
        Running before = running;
        boolean follows = before != null && !before.over;
        if (at != null && follows) {
            // It takes over at the horizon: once that has come to the moment.
            long wait = Duration.between(wall.instant(), at).minus(LEAD).toNanos();
            loop.at(now + Math.max(0, wait), () -> begin(plan, null, begun, done));
            return;
        }
        extend(now);
        Instant begins;
        if (at != null) {
            begins = at;
        } else if (before != null && follows) {
            // Where nobody has been yet.
            begins = wall.instant().plusNanos(before.began + horizon.nanos() - now);
        } else {
            begins = wall.instant().plus(START_LEAD);
        }
        long began = now + Duration.between(wall.instant(), begins).toNanos();
        long length =
                plan.duration() == null ? RateProfile.NEVER : plan.duration().toNanos();
        @Nullable
        RateProfile profile = plan.demand().closed() ? null : plan.demand().profile(length);
        Schedule open = before == null || !follows ? null : before.whole;
        Sequence sequence = sequence(plan, before, open);
        Schedule whole;
        if (profile == null) {
            whole = null;
        } else if (open == null) {
            whole = Schedule.first(profile, plan.demand().gaps(sequence.gaps()), Shard.WHOLE);
        } else {
            whole = open.then(profile, plan.demand().gaps(sequence.gaps()), horizon.nanos());
        }
        Schedule.Position from = whole == null ? new Schedule.Position(horizon.number(), 0) : whole.position();
        loads++;
        Load load = new Load(
                loads,
                plan,
                begins,
                follows,
                new Driver.Shared(sequence, from),
                begun.stream().map(recording -> recording.id).toList());
        Target metered = metered(before);
        running = new Running(load, sequence, profile == null ? length : profile.lengthNanos(), whole, began);
        meter(metered, metered(running));
        revision = revision.next(plan);
        horizon = new Horizon(from.number(), 0);
        members.values().forEach(member -> member.joined = null);
        if (whole != null && open == null) {
            members.values().forEach(Member::forget);
        }
        begun.forEach(SharedRecording::open);
        share(!follows || (whole != null && open == null));
        await(member -> member.revision >= load.revision(), IN_FORCE, () -> inForce(load, done));
        askAll();
    }

    private void inForce(Load load, CompletableFuture<Void> done) {
        String refusal = members.values().stream()
                .filter(member -> member.refusedLoad == load.revision())
                .map(member -> "sender " + member.address + ": " + member.reason)
                .findFirst()
                .orElse(null);
        if (refusal != null && parts.isEmpty()) {
            drop();
            done.completeExceptionally(new InvalidValue("", "must be one that a sender can send", refusal));
        } else {
            done.complete(null);
        }
    }

    private Sequence sequence(LoadPlan plan, @Nullable Running before, @Nullable Schedule open) {
        if (before != null && !before.over && Objects.equals(before.load.plan().seed(), plan.seed())) {
            return before.sequence;
        }
        Sequence own = Sequence.of(plan.seed() == null ? settings.seeds().split() : new SplittableRandom(plan.seed()));
        return open == null ? own : own.from(open.position().number());
    }

    private @Nullable Target metered(@Nullable Running load) {
        return load == null
                        || load.over
                        || load.load.plan().target().tls()
                        || settings.splits().apply(load.load.plan().target())
                ? null
                : load.load.plan().target();
    }

    private void meter(@Nullable Target before, @Nullable Target now) {
        if (before != null && !before.equals(now)) {
            settings.mesh().leave(before, this);
        }
        if (now != null && !now.equals(before)) {
            settings.mesh().enter(now, this);
        }
    }

    @Override
    public CompletableFuture<Void> stop() {
        // At once, and what was to begin before does not.
        stops.incrementAndGet();
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            drop();
            await(member -> member.revision == 0, LOST, () -> done.complete(null));
        });
        return done;
    }

    private void drop() {
        end();
        running = null;
        members.values().forEach(Member::forget);
        askAll();
    }

    /** Notes that no load is in force. */
    private void end() {
        Running load = running;
        if (load != null && !load.over) {
            meter(metered(load), null);
            load.over = true;
            revision = revision.next(null);
        }
    }

    @Override
    public CompletableFuture<Pause> silence(Duration length, Duration atMost) {
        LoadPlan plan = revision.plan();
        return plan == null
                ? CompletableFuture.failedFuture(new IllegalStateException("there is no load to pause"))
                : new Silence(settings.mesh(), plan.target(), this, loop).keep(length, atMost);
    }

    @Override
    public CompletableFuture<Void> pause() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            if (pauses++ == 0) {
                extend(loop.nanoTime());
                pausedAt = loop.nanoTime();
            }
            await(member -> member.paused, LOST, () -> done.complete(null));
            askAll();
        });
        return done;
    }

    @Override
    public CompletableFuture<Void> resume() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            if (--pauses == 0 && running != null) {
                long lasted = loop.nanoTime() - pausedAt;
                running.began += lasted;
                running.beganAt = running.beganAt.plusNanos(lasted);
            }
            extend(loop.nanoTime());
            askAll();
            done.complete(null);
        });
        return done;
    }

    @Override
    public CompletableFuture<Void> disconnect() {
        execute(() -> {
            disconnects++;
            askAll();
        });
        return CompletableFuture.completedFuture(null);
    }

    /** Tells senders at once what has changed, such as the weights of the split. */
    public void tell() {
        execute(this::askAll);
    }

    @Override
    public Recording record() {
        SharedRecording recording = new SharedRecording();
        execute(() -> {
            recording.open();
            askAll();
        });
        return recording;
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    @Override
    public double rate() {
        return rate;
    }

    /** Returns what is known of each sender, by their addresses; as of the last question. */
    public List<SenderStatus> senders() {
        return statuses;
    }

    /** Stops the load; returns when senders know, or after a second. */
    @Override
    public void close() {
        stop().thenRun(() -> execute(() -> closed = true))
                .completeOnTimeout(null, LOST.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private void execute(Runnable task) {
        loop.at(loop.nanoTime(), task);
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = loop.nanoTime();
        long late = Math.max(0, now - lastTick - INTERVAL.toNanos());
        lastTick = now;
        // While this process did not run nobody could answer it.
        members.values().forEach(member -> member.answered += late);
        settings.addresses()
                .get()
                .forEach(address -> members.computeIfAbsent(
                        address, fresh -> new Member(address, settings.links().apply(address), now)));
        forgetGone();
        for (Member member : List.copyOf(members.values())) {
            if (member.isTrusted() && now - member.answered > LOST.toNanos()) {
                lose(member, "has not answered for " + LOST.toMillis() + " ms");
            }
        }
        extend(now);
        // Those that nobody has had a reason to ask meanwhile.
        members.values().stream()
                .filter(member -> now - member.askedAt >= TICK.toNanos() + TICK.toNanos() / 2)
                .forEach(this::ask);
        proceed();
        publish(now);
        tellStatus(now);
        loop.at(now + TICK.toNanos(), this::tick);
    }

    /** Senders that are listed no more are asked as long as they answer. */
    private void forgetGone() {
        Set<String> listed = new HashSet<>(settings.addresses().get());
        members.values().removeIf(member -> !listed.contains(member.address) && !member.isTrusted());
    }

    /** Lets the load go on up to so far from now. */
    private void extend(long now) {
        Running load = running;
        if (load == null || load.over || pauses > 0) {
            return;
        }
        long offset = now - load.began + LEAD.toNanos();
        long number = horizon.number();
        Schedule whole = load.whole;
        if (whole != null) {
            while (whole.due() <= offset) {
                whole.advance();
            }
            number = whole.position().number();
        }
        long more = number - horizon.number();
        horizon = new Horizon(number, Math.max(horizon.nanos(), offset));
        if (parts.isEmpty() && more > 0) {
            unaccounted += more;
            recordings.values().forEach(recording -> recording.unaccounted += more);
        }
        boolean passed = load.lengthNanos != RateProfile.NEVER && now - load.began >= load.lengthNanos;
        // By the clocks of all, and none has something left to send.
        if (passed && trusted().allMatch(member -> member.over && member.revision == load.load.revision())) {
            end();
        }
    }

    /** Shares the load out among those who send, from the horizon on. */
    private void share(boolean anew) {
        Running load = running;
        if (load == null || load.over) {
            parts = sending();
            return;
        }
        List<Member> now = sending();
        if (!anew && now.equals(parts)) {
            return;
        }
        List<Member> before = parts;
        parts = now;
        for (int i = 0; i < now.size(); i++) {
            give(now.get(i), new Shard(i + 1, now.size()));
        }
        before.stream()
                .filter(Member::isTrusted)
                .filter(member -> !now.contains(member))
                .forEach(member -> give(member, null));
        LOG.infof("%d senders share the load from arrival %d on", now.size(), horizon.number());
    }

    private Stream<Member> trusted() {
        return members.values().stream().filter(Member::isTrusted);
    }

    private List<Member> sending() {
        return members.values().stream()
                .filter(member -> member.state == State.SENDING)
                .limit(Shard.MAX)
                .toList();
    }

    private void give(Member member, @Nullable Shard shard) {
        segmentIds++;
        member.give(new Segment(segmentIds, horizon.number(), shard));
    }

    private void askAll() {
        members.values().forEach(this::ask);
    }

    private void ask(Member member) {
        if (member.asked) {
            member.again = true;
            return;
        }
        member.asked = true;
        member.again = false;
        long asked = loop.nanoTime();
        member.askedAt = asked;
        Instant then = wall.instant();
        member.askedTrusted = member.isTrusted();
        questions++;
        Assignment wanted = assignment(member);
        CompletableFuture<?> unused = member.link.exchange(wanted).handle((progress, failure) -> {
            execute(() -> told(member, asked, then, progress, failure));
            return true;
        });
    }

    private void told(
            Member member, long asked, Instant then, @Nullable Progress progress, @Nullable Throwable failure) {
        member.asked = false;
        if (closed) {
            return;
        }
        if (progress == null) {
            failed(member, failure);
        } else {
            answered(member, asked, then, progress);
        }
        if (member.again) {
            ask(member);
        }
    }

    /** Who has been lost is told to drop the load: should it come back, others have its part by then. */
    private Assignment assignment(Member member) {
        Running load = running;
        boolean isToSend = load != null && member.isTrusted() && !(load.over && member.revision == 0);
        List<Long> open = new ArrayList<>();
        List<Long> collect = new ArrayList<>();
        for (SharedRecording recording : recordings.values()) {
            if (recording.awaited.contains(member)) {
                // Who leaves has its part up to the horizon still.
                (recording.stopped || member.quietIn > 0 ? collect : open).add(recording.id);
            }
        }
        return new Assignment(
                settings.name(),
                settings.term().getAsLong(),
                questions,
                member.instance,
                isToSend && load != null ? load.load.revision() : 0,
                isToSend && load != null && member.revision != load.load.revision() ? load(load, member) : null,
                List.copyOf(member.news),
                horizon,
                pauses > 0,
                disconnects,
                settings.weights().get(),
                open,
                collect,
                member.ack,
                member.released);
    }

    /** Who comes to a load under way begins where nobody has been yet. */
    private static Load load(Running running, Member member) {
        Load load = running.load;
        Schedule.Position joined = member.joined;
        return new Load(
                load.revision(),
                load.plan(),
                running.beganAt,
                load.follows() && joined == null,
                joined == null ? load.shared() : new Driver.Shared(running.sequence, joined),
                load.recordings());
    }

    private void failed(Member member, @Nullable Throwable failure) {
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        String why = cause == null ? "no answer" : String.valueOf(cause.getMessage());
        if (cause instanceof SenderLink.Refused) {
            refuse(member, why);
        } else if (!member.isTrusted()) {
            member.reason = why;
        }
    }

    private void answered(Member member, long asked, Instant then, Progress progress) {
        long now = loop.nanoTime();
        member.measure(then, now - asked, progress.now());
        boolean isSame = progress.instance().equals(member.instance);
        if (member.isTrusted() && !isSame) {
            lose(member, "is another process now");
        }
        if (member.isOff(MOST_OFFSET)) {
            refuse(
                    member,
                    String.format(
                            "has a clock that is off by %.3f s, more than %d ms",
                            member.offsetSeconds(), MOST_OFFSET.toMillis()));
            return;
        }
        if (!member.isTrusted()) {
            // What it answers to a question from before it was lost does not say that it has dropped the load.
            if (!member.askedTrusted) {
                join(member, progress);
            }
            return;
        }
        member.answered = now;
        member.heard(progress);
        for (Told window : progress.windows()) {
            if (window.number() > member.ack) {
                member.settled += window.settled();
                member.ack = window.number();
                member.toldUpTo = window.second();
                long second = Math.min(Math.max(nextSecond, window.second()), nextSecond + MOST_SECONDS);
                told.computeIfAbsent(second, fresh -> new ArrayList<>()).add(window.tally());
            }
        }
        for (Progress.Recorded recorded : progress.recorded()) {
            SharedRecording recording = recordings.get(recorded.id());
            if (recording != null && recording.awaited.remove(member)) {
                recording.parts.add(recorded.tally());
                recording.completeIfDone();
            }
        }
        Progress.Refusal refused = progress.refused();
        if (refused != null && running != null && refused.revision() == running.load.revision()) {
            member.refusedLoad = refused.revision();
            refuse(member, "can't send this load: " + refused.reason());
        } else if (progress.leaving()) {
            leave(member, progress);
        }
        proceed();
    }

    /** Begins anew with a sender: what it knows of before is not counted. */
    private void join(Member member, Progress progress) {
        Running load = running;
        if (progress.leaving()) {
            member.refuse("is about to end");
            return;
        }
        if (load != null && member.refusedLoad == load.load.revision()) {
            return;
        }
        member.join(progress, loop.nanoTime());
        if (load != null && !load.over) {
            Schedule whole = load.whole;
            member.joined = whole == null ? load.load.shared().from() : whole.position();
        }
        recordings.values().stream()
                .filter(recording -> !recording.stopped)
                .forEach(recording -> recording.awaited.add(member));
        LOG.infof("sender %s is there, its clock is off by %.3f s", member.address, member.offsetSeconds());
        share(false);
        askAll();
    }

    private void leave(Member member, Progress progress) {
        if (member.state == State.SENDING) {
            LOG.infof("sender %s leaves", member.address);
            member.state = State.LEAVING;
            share(false);
            askAll();
        } else if (member.released) {
            // It knows: this was its answer.
            member.refuse("has ended");
        } else if (progress.inFlight() > 0 || member.open(horizon.number()) > 0) {
            member.quietIn = 0;
        } else if (member.quietIn == 0) {
            member.quietIn = progress.now().getEpochSecond();
        } else if (member.toldUpTo >= member.quietIn
                && recordings.values().stream().noneMatch(recording -> recording.awaited.contains(member))) {
            member.released = true;
            ask(member);
        }
    }

    /** Does without a sender that says why it can't, or of which that is known. */
    private void refuse(Member member, String why) {
        if (member.isTrusted()) {
            lose(member, why);
        }
        member.refuse(why);
    }

    private void lose(Member member, String why) {
        Running load = running;
        long open = load != null && load.whole == null && !load.over
                ? member.closedOpen(loop.nanoTime())
                : Math.max(0, member.open(horizon.number()));
        LOG.warnf("sender %s is lost: it %s; %d arrivals unaccounted for", member.address, why, open);
        member.lose(why);
        unaccounted += open;
        share(false);
        for (SharedRecording recording : List.copyOf(recordings.values())) {
            if (recording.awaited.remove(member)) {
                // What it had told by seconds is not known by when it was due.
                recording.unaccounted += Math.max(Math.max(1, open), member.given(recording.from, horizon.number()));
                recording.completeIfDone();
            }
        }
        member.forget();
        askAll();
    }

    private void await(Function<Member, Boolean> reached, Duration atMost, Runnable then) {
        long now = loop.nanoTime();
        waiting.add(new Waiting(reached, now, now + atMost.toNanos(), then));
        proceed();
    }

    /** Tells those who wait for the senders to be so far. */
    private void proceed() {
        long now = loop.nanoTime();
        for (Waiting each : List.copyOf(waiting)) {
            boolean all = trusted()
                    .allMatch(member -> member.answered - each.since() >= 0
                            && each.reached().apply(member));
            if (all || now - each.until() >= 0) {
                waiting.remove(each);
                each.then().run();
            }
        }
    }

    private void publish(long now) {
        Instant wallNow = wall.instant();
        long ended = wallNow.getEpochSecond();
        long last = nextSecond - 1;
        for (long second = nextSecond; second < ended; second++) {
            long each = second;
            boolean complete = trusted().allMatch(member -> member.toldUpTo >= each);
            boolean overdue =
                    Duration.between(Instant.ofEpochSecond(second + 1), wallNow).compareTo(PATIENCE) >= 0;
            if (!complete && !overdue) {
                break;
            }
            last = second;
        }
        if (last < nextSecond) {
            return;
        }
        List<TallyDocument> documents = told.headMap(last, true).values().stream()
                .flatMap(Collection::stream)
                .toList();
        told.headMap(last, true).clear();
        long lost = unaccounted;
        unaccounted = 0;
        Instant began = Instant.ofEpochSecond(nextSecond);
        long start = lastEnd;
        long end = Math.max(
                start + 1,
                now - Duration.between(Instant.ofEpochSecond(last + 1), wallNow).toNanos());
        nextSecond = last + 1;
        lastEnd = end;
        offLoop.execute(() -> seconds.accept(
                new Window(began, start, end, sum(documents, lost).packed())));
    }

    private static Tally sum(List<TallyDocument> documents, long lost) {
        Tally sum = new Tally();
        documents.forEach(document -> sum.add(Tally.of(document)));
        sum.lost(lost);
        return sum;
    }

    private void tellStatus(long now) {
        statuses = members.values().stream().map(Member::status).toList();
        inFlight = trusted().mapToInt(member -> member.inFlight).sum();
        Running load = running;
        rate = load == null || load.over || pauses > 0 || load.whole == null
                ? 0
                : load.whole.profile().rateAt(now - load.began);
    }

    /** What is due between two moments, recorded by each sender. Confined to the loop but for what others call. */
    private final class SharedRecording implements Recording {

        private final long id = recordingIds.incrementAndGet();
        private final CompletableFuture<Tally> done = new CompletableFuture<>();
        private final Set<Member> awaited = new HashSet<>();
        private final List<TallyDocument> parts = new ArrayList<>();
        private long from;
        private long unaccounted;
        private boolean stopped;
        private boolean ended;

        void open() {
            recordings.put(id, this);
            from = horizon.number();
            awaited.addAll(trusted().toList());
        }

        @Override
        public CompletableFuture<Tally> stop() {
            execute(() -> {
                stopped = true;
                completeIfDone();
                askAll();
            });
            return done;
        }

        void completeIfDone() {
            if (stopped && awaited.isEmpty() && !ended) {
                // One of a load that was stopped before it began was never opened.
                ended = true;
                recordings.remove(id);
                List<TallyDocument> all = List.copyOf(parts);
                offLoop.execute(() -> done.complete(sum(all, unaccounted)));
            }
        }
    }
}
