package dev.faultline.load.senders;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.schedule.Schedule;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.senders.Assignment.Segment;
import dev.faultline.load.senders.Progress.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a coordinator knows of a sender. Confined to its loop. */
final class Member {

    /** After so many answers a measure of the clock is replaced by a less exact one: clocks drift. */
    private static final int CLOCK_KEPT = 50;

    final String address;
    final SenderLink link;
    /** What it has not said to know of who has what. */
    final Deque<Segment> news = new ArrayDeque<>();

    private final List<Segment> given = new ArrayList<>();

    State state = State.NEW;

    @Nullable
    String instance;

    @Nullable
    String reason;
    /** Where it came to the load in force; null if it was there from the beginning. */
    Schedule.@Nullable Position joined;

    boolean asked;
    /** Whether it was trusted when it was asked last. */
    boolean askedTrusted;

    boolean again;
    /** When it was asked last. */
    long askedAt;

    /** When it has answered last. */
    long answered;

    /** The last window that was received. */
    long ack;
    /** The last second whose figures are there. */
    long toldUpTo;
    /** How many arrivals of what it was given have come to their end. */
    long settled;

    long revision;
    /** Whether that load has come to its end there. */
    boolean over;

    boolean paused;
    boolean released;
    int inFlight;
    /** The load that it has refused; 0 for none. */
    long refusedLoad;
    /** The second in which nothing of a sender that leaves was under way any more; 0 before. */
    long quietIn;

    private double arrivalsInLast;
    private Duration offset = Duration.ZERO;
    private long roundTrip = Long.MAX_VALUE;
    private int measures;

    /** How a coordinator stands to a sender. */
    enum State {
        /** It has not answered yet. */
        NEW,
        /** It has its part of each load. */
        SENDING,
        /** It wants to end, and gets nothing more. */
        LEAVING,
        /** It has ceased to answer. */
        LOST,
        /** It can't be used, for a reason that it or its clock tells. */
        REFUSED;

        /** Returns the name in JSON. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Member(String address, SenderLink link, long now) {
        this.address = address;
        this.link = link;
        this.answered = now;
        this.askedAt = now - Long.MAX_VALUE / 2;
    }

    /** Returns whether it may have a part of the load. */
    boolean isTrusted() {
        return state == State.SENDING || state == State.LEAVING;
    }

    /** Notes that it takes part from now on. */
    void join(Progress progress, long now) {
        forget();
        state = State.SENDING;
        reason = null;
        released = false;
        quietIn = 0;
        instance = progress.instance();
        answered = now;
        heard(progress);
        revision = 0;
        toldUpTo = 0;
        for (Told window : progress.windows()) {
            ack = window.number();
            toldUpTo = window.second();
        }
        if (progress.windows().isEmpty()) {
            ack = 0;
        }
    }

    /** Takes what an answer says of the sender itself. */
    void heard(Progress progress) {
        revision = progress.revision();
        over = progress.over();
        paused = progress.paused();
        inFlight = progress.inFlight();
        while (!news.isEmpty() && news.element().id() <= progress.segment()) {
            news.remove();
        }
        for (Told window : progress.windows()) {
            arrivalsInLast = window.tally().arrivals() / Math.max(0.1, window.seconds());
        }
    }

    /** Notes a part of the load that it is to have. */
    void give(Segment segment) {
        // A crowd that comes together makes many at one arrival, of which the last counts.
        news.removeIf(before -> before.from() >= segment.from());
        given.removeIf(before -> before.from() >= segment.from());
        news.add(segment);
        given.add(segment);
    }

    /** Forgets what it was given, and how far it has come with that. */
    void forget() {
        news.clear();
        given.clear();
        settled = 0;
        joined = null;
    }

    /** Returns how many of the arrivals before that one it was given and has not told of. */
    long open(long end) {
        return given(0, end) - settled;
    }

    /** Returns about how many calls of a closed loop it has begun and not told of. */
    long closedOpen(long now) {
        return inFlight + Math.round(arrivalsInLast * (now - answered) / 1e9) + 1;
    }

    /** Returns how many of the arrivals from one to before another it was given. */
    long given(long from, long end) {
        long count = 0;
        for (int i = 0; i < given.size(); i++) {
            Shard shard = given.get(i).shard();
            long until = i + 1 < given.size() ? Math.min(end, given.get(i + 1).from()) : end;
            long first = Math.max(from, given.get(i).from());
            if (shard != null && until > first) {
                count += upTo(shard, until) - upTo(shard, first);
            }
        }
        return count;
    }

    private static long upTo(Shard shard, long end) {
        return (end + shard.count() - shard.index()) / shard.count();
    }

    void lose(String why) {
        state = State.LOST;
        reason = why;
    }

    void refuse(String why) {
        state = State.REFUSED;
        reason = why;
    }

    /**
     * Measures how far its clock is off, as NTP does (RFC 5905, section 8): by the middle of the question and its answer. The
     * error is at most half of the time between the two, so the quickest answer of the last ones counts.
     */
    void measure(Instant asked, long roundTripNanos, Instant its) {
        measures++;
        if (roundTripNanos <= roundTrip || measures > CLOCK_KEPT) {
            roundTrip = roundTripNanos;
            offset = Duration.between(asked.plusNanos(roundTripNanos / 2), its);
            measures = 0;
        }
    }

    /** Returns how far its clock is ahead. */
    double offsetSeconds() {
        return offset.toNanos() / 1e9;
    }

    /** Returns whether its clock is surely off by more than that. */
    boolean isOff(Duration most) {
        return offset.abs().toNanos() - roundTrip / 2 > most.toNanos();
    }

    SenderStatus status() {
        Segment last = given.isEmpty() ? null : given.get(given.size() - 1);
        return new SenderStatus(
                address,
                state,
                reason,
                last == null || !isTrusted() ? null : last.shard(),
                roundTrip == Long.MAX_VALUE ? null : millis(offset.toNanos()),
                roundTrip == Long.MAX_VALUE ? null : millis(roundTrip),
                inFlight);
    }

    /** To the microsecond. */
    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
