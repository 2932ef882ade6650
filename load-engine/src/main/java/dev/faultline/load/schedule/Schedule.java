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

    /** Who has what from which arrival on, in that order; the first is in force at the head. */
    private final List<Segment> segments;

    /** The first arrival after the last that was handed out, whoever has it. */
    private long headNumber;

    private double headArea;

    /** The first of its own from there on. */
    private long number;

    private double area;
    private long due;

    /**
     * A place in a sequence.
     *
     * @param number of the arrival in the whole sequence, over all changes of the load
     * @param area at which it is due
     */
    public record Position(long number, double area) {}

    /** @param shard null for nothing */
    private record Segment(@Nullable Shard shard, long from) {}

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
        double area = Math.max(0, left.area() - profile.areaAt(nanos));
        return new Schedule(next, itsGaps, new ArrayList<>(segments), new Position(left.number(), area));
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
     * Takes another part of the sequence from that arrival on; up to it nothing changes. All who share the sequence must
     * change at the same one, before they come to it. What was to change there or later is forgotten.
     *
     * @param shard null for nothing
     * @throws dev.faultline.platform.wire.InvalidValue if that arrival or a later one has been handed out
     */
    public void reassign(@Nullable Shard shard, long from) {
        Require.that(from >= headNumber, "from", "must be after what was handed out, " + (headNumber - 1), from);
        segments.removeIf(each -> each.from() >= from);
        segments.add(new Segment(shard, from));
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
        while (segments.size() > 1 && segments.get(1).from() <= headNumber) {
            segments.remove(0);
        }
        while (!takes()) {
            Segment last = segments.get(segments.size() - 1);
            if (last.shard() == null && number >= last.from()) {
                due = RateProfile.NEVER;
                return;
            }
            step();
        }
        due = profile.offsetOf(area);
    }

    private boolean takes() {
        Shard shard = null;
        for (Segment segment : segments) {
            if (segment.from() <= number) {
                shard = segment.shard();
            }
        }
        return shard != null && shard.takes(number);
    }
}
