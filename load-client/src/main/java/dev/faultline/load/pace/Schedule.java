package dev.faultline.load.pace;

/**
 * When requests are due: an endless or ending sequence of offsets, strictly pure. An arrival is due when the area under
 * the profile has grown by a gap since the one before. A changed load is a new schedule that takes over what is left of
 * the gap: so a change makes neither a pause nor a burst, whatever the rates are. That is exact for both kinds of gaps:
 * of a constant one the same part is left, and what is left of an exponential one is exponential.
 *
 * <p>Holds its position; confined to one thread.
 */
public final class Schedule {

    private final Profile profile;
    private final Gaps gaps;
    private double area;
    private long due;

    private Schedule(Profile profile, Gaps gaps, double firstArea) {
        this.profile = profile;
        this.gaps = gaps;
        this.area = firstArea;
        this.due = profile.offsetOf(area);
    }

    /** Returns the schedule of a load before which nothing was sent. */
    public static Schedule first(Profile profile, Gaps gaps) {
        return new Schedule(profile, gaps, gaps.next());
    }

    /**
     * Returns the schedule that takes over from this one, which has come to that offset: whatever was due by then must
     * have been advanced past, since of overdue arrivals at most one is still due in the new schedule.
     */
    public Schedule then(Profile next, Gaps itsGaps, long nanos) {
        return new Schedule(next, itsGaps, Math.max(0, area - profile.areaAt(nanos)));
    }

    /** Returns the offset of the next arrival from the schedule's beginning; {@link Profile#NEVER} after the last. */
    public long due() {
        return due;
    }

    /** Goes on to the arrival after. */
    public void advance() {
        // The area of a constant load is a whole number: nothing adds up to a drift over days.
        area += gaps.next();
        due = profile.offsetOf(area);
    }

    /** Returns the profile that this follows. */
    public Profile profile() {
        return profile;
    }
}
