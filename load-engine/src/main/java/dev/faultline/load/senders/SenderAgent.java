package dev.faultline.load.senders;

import dev.faultline.load.engine.Horizon;
import dev.faultline.load.engine.LoadControl.Recording;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.load.measure.Window;
import dev.faultline.load.senders.Assignment.Load;
import dev.faultline.load.senders.Assignment.Segment;
import dev.faultline.load.senders.Progress.Recorded;
import dev.faultline.load.senders.Progress.Told;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends a part of a load for a coordinator. Whatever it is asked it does at once or before the next question; who asks the
 * same twice changes nothing. Once nobody asks any more it falls silent at its {@link Horizon}, and forgets the load after
 * {@link #FORGET}. Threadsafe.
 */
public final class SenderAgent {

    /** A coordinator that has not asked for so long may be followed by another, whatever its term. */
    static final Duration SILENT = Duration.ofSeconds(2);

    /** After so long without a coordinator there is no load any more. */
    static final Duration FORGET = Duration.ofSeconds(10);

    /** Far more than change within the horizon. */
    private static final int MOST_SEGMENTS = 100;

    private static final Logger LOG = Logger.getLogger(SenderAgent.class);

    private final LoadPart part;
    private final @Nullable SplitControl split;
    private final String instance;
    private final InstantSource wall;
    private final LongSupplier clock;

    private final Deque<Told> windows = new ArrayDeque<>();
    private final Map<Long, OpenRecording> recordings = new LinkedHashMap<>();
    private final List<Segment> segments = new ArrayList<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private @Nullable String coordinator;
    private long term;
    private long lastQuestion;
    private long heard;
    private long told;
    private @Nullable Load inForce;
    /** The load that takes over when its time has come. */
    private @Nullable Load pending;

    private Progress.@Nullable Refusal refused;
    private Horizon horizon = new Horizon(0, 0);
    private boolean paused;
    private long disconnects;
    private boolean leaving;

    /** Another coordinator is followed, or another question. */
    public static final class Led extends Exception {

        private static final long serialVersionUID = 1L;

        Led(String message) {
            super(message);
        }
    }

    private static final class OpenRecording {
        private final Recording recording;
        private @Nullable CompletableFuture<TallyDocument> figures;

        OpenRecording(Recording recording) {
            this.recording = recording;
        }
    }

    /**
     * Creates one that nobody has asked anything.
     *
     * @param split whose weights the coordinator sets; null unless this process draws the backends itself
     * @param instance another for each process
     * @param wall the clock by which loads begin
     * @param clock a monotonic one, in nanoseconds
     */
    public SenderAgent(
            LoadPart part, @Nullable SplitControl split, String instance, InstantSource wall, LongSupplier clock) {
        this.part = part;
        this.split = split;
        this.instance = instance;
        this.wall = wall;
        this.clock = clock;
    }

    /**
     * Does what is wanted and tells how far it is.
     *
     * @throws Led if another coordinator is followed, or this one has asked something else since
     */
    public synchronized Progress exchange(Assignment wanted) throws Led {
        follow(wanted);
        if (wanted.number() <= lastQuestion) {
            // It was under way while this process stood still, and its coordinator does not wait for the answer any
            // more.
            throw new Led("a later question of " + coordinator + " was answered before");
        }
        lastQuestion = wanted.number();
        heard = clock.getAsLong();
        while (!windows.isEmpty() && windows.element().number() <= wanted.ack()) {
            windows.remove();
        }
        weigh(wanted.weights());
        boolean isMeant = instance.equals(wanted.instance());
        take(isMeant ? wanted.revision() : 0, wanted.load());
        learn(isMeant ? wanted.segments() : List.of());
        horizon = wanted.horizon();
        if (inForce != null && pending == null) {
            part.grant(horizon);
        }
        pause(wanted.paused());
        if (wanted.disconnects() != disconnects) {
            disconnects = wanted.disconnects();
            done(part.disconnect());
        }
        record(wanted);
        if (wanted.released() && leaving) {
            released.complete(null);
        }
        return new Progress(
                instance,
                wall.instant(),
                inForce == null ? 0 : inForce.revision(),
                inForce != null && pending == null && part.plan() == null,
                refused,
                segments.isEmpty() ? 0 : segments.get(segments.size() - 1).id(),
                paused,
                windows.stream().limit(Progress.MOST_WINDOWS).toList(),
                figures(wanted.collect()),
                part.inFlight(),
                leaving);
    }

    /** Notes what ended in a second, as long as there is a coordinator that will ask for it. */
    public void second(Window window) {
        TallyDocument document = window.tally().document();
        synchronized (this) {
            if (coordinator == null) {
                return;
            }
            told++;
            windows.add(new Told(
                    told, window.began(), window.seconds(), window.tally().settled(), document));
            if (windows.size() > Progress.MOST_WINDOWS) {
                windows.remove();
            }
            if (clock.getAsLong() - heard > FORGET.toNanos()) {
                LOG.warnf(
                        "the coordinator %s has not asked for %d s: no load any more", coordinator, FORGET.toSeconds());
                forget();
            }
        }
    }

    /** Returns who is followed; empty if nobody is. */
    public synchronized Optional<String> coordinator() {
        return Optional.ofNullable(coordinator);
    }

    /**
     * Asks for no more work. Completes when what was sent has ended and the coordinator knows of it; at once without a
     * coordinator.
     */
    public synchronized CompletableFuture<Void> leave() {
        leaving = true;
        if (coordinator == null || clock.getAsLong() - heard > SILENT.toNanos()) {
            released.complete(null);
        }
        return released;
    }

    private void follow(Assignment wanted) throws Led {
        if (wanted.coordinator().equals(coordinator)) {
            return;
        }
        boolean alone = coordinator == null || clock.getAsLong() - heard > SILENT.toNanos();
        if (!alone && wanted.term() <= term) {
            throw new Led("this sender is led by " + coordinator);
        }
        if (coordinator != null) {
            LOG.infof("led by %s instead of %s", wanted.coordinator(), coordinator);
        }
        forget();
        coordinator = wanted.coordinator();
        term = wanted.term();
    }

    private void forget() {
        if (inForce != null || pending != null) {
            done(part.stop());
        }
        pause(false);
        coordinator = null;
        lastQuestion = 0;
        inForce = null;
        pending = null;
        refused = null;
        segments.clear();
        windows.clear();
        recordings.values().forEach(each -> done(each.recording.stop()));
        recordings.clear();
    }

    private void weigh(@Nullable Map<String, Integer> weights) {
        if (weights != null && split != null && !split.split().weights().equals(weights)) {
            try {
                split.change(new Split(weights));
            } catch (InvalidValue e) {
                LOG.warnf("the split of the coordinator is not that of this sender: %s", e.getMessage());
            }
        }
    }

    private void take(long revision, @Nullable Load wanted) {
        if (revision == 0) {
            if (inForce != null || pending != null) {
                done(part.stop());
            }
            inForce = null;
            pending = null;
            refused = null;
            return;
        }
        if (wanted == null) {
            return;
        }
        Load newest = pending == null ? inForce : pending;
        boolean isKnown = (newest != null && newest.revision() >= wanted.revision())
                || (refused != null && refused.revision() >= wanted.revision());
        if (isKnown) {
            return;
        }
        refused = null;
        try {
            if (inForce != null && wanted.follows()) {
                // It goes on to the very arrival with which this one takes over.
                part.grant(new Horizon(wanted.shared().from().number(), Long.MAX_VALUE));
            } else if (inForce != null) {
                done(part.stop());
                inForce = null;
            }
            CompletableFuture<List<Recording>> begun = part.startShared(
                    wanted.plan(),
                    wanted.began(),
                    wanted.shared(),
                    wanted.recordings().size());
            pending = wanted;
            done(begun.handle((recording, failure) -> {
                begun(wanted, recording, failure);
                return true;
            }));
        } catch (InvalidValue e) {
            refused = new Progress.Refusal(wanted.revision(), String.valueOf(e.getMessage()));
        }
    }

    private synchronized void begun(Load load, @Nullable List<Recording> begun, @Nullable Throwable failure) {
        boolean isWanted = load.equals(pending);
        if (begun == null) {
            LOG.error("a load could not be begun", failure);
            refused = isWanted ? new Progress.Refusal(load.revision(), String.valueOf(failure)) : refused;
            pending = isWanted ? null : pending;
            return;
        }
        if (!isWanted) {
            return;
        }
        inForce = load;
        pending = null;
        for (int i = 0; i < begun.size(); i++) {
            recordings.put(load.recordings().get(i), new OpenRecording(begun.get(i)));
        }
        long from = load.shared().from().number();
        segments.forEach(each -> part.assign(each.shard(), Math.max(from, each.from())));
        part.grant(horizon);
    }

    private void learn(List<Segment> news) {
        long last = segments.isEmpty() ? 0 : segments.get(segments.size() - 1).id();
        for (Segment each : news) {
            if (each.id() <= last) {
                continue;
            }
            // Those of the same number or later are replaced; of those before one may be in force still.
            segments.removeIf(before -> before.from() >= each.from());
            segments.add(each);
            Load next = pending;
            if (inForce != null
                    && (next == null || each.from() < next.shared().from().number())) {
                part.assign(each.shard(), each.from());
            }
        }
        while (segments.size() > MOST_SEGMENTS) {
            segments.remove(0);
        }
    }

    private void pause(boolean wanted) {
        if (wanted != paused) {
            paused = wanted;
            if (wanted) {
                done(part.pause());
            } else {
                done(part.resume());
            }
        }
    }

    private void record(Assignment wanted) {
        Set<Long> later = pending == null ? Set.of() : Set.copyOf(pending.recordings());
        for (Long id : wanted.recordings()) {
            if (!later.contains(id)) {
                recordings.computeIfAbsent(id, fresh -> new OpenRecording(part.record()));
            }
        }
        for (Long id : wanted.collect()) {
            OpenRecording each = recordings.get(id);
            if (each != null && each.figures == null) {
                each.figures = each.recording.stop().handle(SenderAgent::figures);
            }
        }
        Set<Long> known = new HashSet<>(wanted.recordings());
        known.addAll(wanted.collect());
        recordings.entrySet().removeIf(each -> {
            boolean forgotten = !known.contains(each.getKey()) && !later.contains(each.getKey());
            if (forgotten && each.getValue().figures == null) {
                done(each.getValue().recording.stop());
            }
            return forgotten;
        });
    }

    /** Nobody waits for that, but nothing that goes wrong is lost. */
    private static void done(CompletableFuture<?> change) {
        CompletableFuture<?> unused = change.exceptionally(failure -> {
            LOG.error("the load did not do what a coordinator wants", failure);
            return null;
        });
    }

    private static TallyDocument figures(@Nullable Tally tally, @Nullable Throwable failure) {
        if (tally != null) {
            return tally.document();
        }
        LOG.error("the figures of a recording are lost", failure);
        Tally lost = new Tally();
        lost.lost(1);
        return lost.document();
    }

    private List<Recorded> figures(List<Long> wanted) {
        List<Recorded> all = new ArrayList<>();
        for (Long id : wanted) {
            OpenRecording each = recordings.get(id);
            if (each == null) {
                // It was over before this sender came to hear of it.
                all.add(new Recorded(id, new Tally().document()));
            } else if (each.figures != null && each.figures.isDone()) {
                all.add(new Recorded(id, each.figures.join()));
            }
        }
        return all;
    }
}
