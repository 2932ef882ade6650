package dev.faultline.load.schedule;

import dev.faultline.platform.wire.Require;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When requests are due: a sequence of offsets, which may be endless, strictly pure. An arrival is due when the area
 * under the profile has grown by a gap since the one before. A changed load is a new schedule that takes over what is
 * left of the gap: so a change makes neither a pause nor a burst, whatever the rates are. That is exact for both kinds
 * of gaps: of a constant one the same part is left, and what is left of an exponential one is exponential.
 *
 * <p>Several senders may share a sequence: each follows all of it and hands out its {@link Shard} only. What they hand
 * out is together the sequence, to the nanosecond, also over changes of the load and of who has which part.
 *
 * <p>Holds its position; confined to one thread.
 */
public final class Schedule {

    private final RateProfile profile;
    private final InterArrival gaps;

    /** Who has what from when on, in that order; the first is in force at the head. */
    private final List<Segment> segments;

    /** The first arrival after the last that was handed out, whoever has it. */
    private long headNumber;

    private double headArea;

    /** The first of its own from there on. */
    private long number;

    private double area;
    private long due;
    private long handedOut = -1;

    /**
     * A place in a sequence.
     *
     * @param number of the arrival in the whole sequence, over all changes of the load
     * @param area at which it is due
     */
    public record Position(long number, double area) {}

    /** @param shard null for nothing */
    private record Segment(@Nullable Shard shard, long fromNanos) {}

    private Schedule(RateProfile profile, InterArrival gaps, List<Segment> segments, Position head) {
        this.profile = profile;
        this.gaps = gaps;
        this.segments = segments;
        this.headNumber = head.number();
        this.headArea = head.area();
        find();
    }

    /** Returns a part of a load before which nothing was sent. */
    public static Schedule first(RateProfile profile, InterArrival gaps, Shard shard) {
        return new Schedule(profile, gaps, from(shard), new Position(0, gaps.before(0)));
    }

    /**
     * Returns the sequence from that place on, of which nothing is handed out before it is {@linkplain #reassign assigned}:
     * who comes later need not follow all of it.
     */
    public static Schedule at(Position head, RateProfile profile, InterArrival gaps) {
        return new Schedule(profile, gaps, from(null), head);
    }

    private static List<Segment> from(@Nullable Shard shard) {
        List<Segment> segments = new ArrayList<>();
        segments.add(new Segment(shard, 0));
        return segments;
    }

    /**
     * Returns the schedule that takes over from this one, which has come to that offset: whatever was due by then must
     * have been advanced past, since of overdue arrivals at most one is still due in the new schedule.
     */
    public Schedule then(RateProfile next, InterArrival itsGaps, long nanos) {
        Position left = after(nanos);
        List<Segment> moved = new ArrayList<>();
        segments.forEach(each -> moved.add(new Segment(each.shard(), Math.max(0, each.fromNanos() - nanos))));
        double area = Math.max(0, left.area() - profile.areaAt(nanos));
        return new Schedule(next, itsGaps, moved, new Position(left.number(), area));
    }

    /** Returns the place of the first arrival after that offset, to which this has come, whoever has it. */
    public Position after(long nanos) {
        long first = headNumber;
        double at = headArea;
        while (first != number && profile.offsetOf(at) <= nanos) {
            first++;
            at += gaps.before(first);
        }
        return new Position(first, at);
    }

    /**
     * Takes another part of the sequence from that offset on; up to it nothing changes. All who share the sequence must
     * change at the same offset, before they come to it.
     *
     * @param shard null for nothing
     * @throws dev.faultline.platform.wire.InvalidValue if something due then or later has been handed out, or an earlier change
     *     takes effect later
     */
    public void reassign(@Nullable Shard shard, long fromNanos) {
        long last = segments.get(segments.size() - 1).fromNanos();
        Require.that(fromNanos >= last, "fromNanos", "must not be before the change before, " + last, fromNanos);
        Require.that(fromNanos > handedOut, "fromNanos", "must be after what was handed out, " + handedOut, fromNanos);
        segments.add(new Segment(shard, fromNanos));
        find();
    }

    /**
     * Returns the offset of the next arrival from the schedule's beginning; {@link RateProfile#NEVER} after the last.
     */
    public long due() {
        return due;
    }

    /** Returns the number of that arrival in the whole sequence. */
    public long number() {
        return number;
    }

    /** Returns the first place after what was handed out, whoever has it. */
    public Position position() {
        return new Position(headNumber, headArea);
    }

    /** Goes on to the arrival after. */
    public void advance() {
        handedOut = due;
        step();
        headNumber = number;
        headArea = area;
        find();
    }

    /** Returns the profile that this follows. */
    public RateProfile profile() {
        return profile;
    }

    private void step() {
        number++;
        // The area of a constant load is a whole number: nothing adds up to a drift over days.
        area += gaps.before(number);
    }

    /** Finds the first of its own from the head on. */
    private void find() {
        number = headNumber;
        area = headArea;
        if (segments.size() > 1) {
            forget(profile.offsetOf(headArea));
        }
        while (!takes()) {
            if (segments.size() == 1 && segments.get(0).shard() == null) {
                due = RateProfile.NEVER;
                return;
            }
            step();
        }
        due = profile.offsetOf(area);
    }

    private boolean takes() {
        Shard shard = segments.get(0).shard();
        if (segments.size() > 1) {
            long offset = profile.offsetOf(area);
            for (Segment segment : segments) {
                if (segment.fromNanos() <= offset) {
                    shard = segment.shard();
                }
            }
        }
        return shard != null && shard.takes(number);
    }

    /** Forgets who had what before that offset. */
    private void forget(long offset) {
        while (segments.size() > 1 && segments.get(1).fromNanos() <= offset) {
            segments.remove(0);
        }
    }
}
