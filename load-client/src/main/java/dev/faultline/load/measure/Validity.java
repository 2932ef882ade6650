package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Locale;

/**
 * Whether the client itself kept up, so that the figures speak of the target and not of it.
 *
 * <p>The client was late with an arrival that it sent more than {@value #LATE_MILLIS} ms after it was due, or shed
 * since it was even later. One in a thousand may be so. This share is about {@code (pause - 0.1 s) / window} at any rate:
 * a pause of a second shows in windows of up to a quarter of an hour, where the 99th percentile of the lag would forget
 * it after 90 s, but does not spoil the figures of a day, up to p99.9. Below one arrival a second a pause may fall
 * between two of them, and shows in nothing.
 *
 * <p>Of what was shed for lack of places nothing is known, and it would have been slow: beyond {@value #FULL_PERCENT} %
 * of the arrivals the 99th percentile would be a guess.
 *
 * @param valid whether it kept up, and there is anything to speak of
 * @param reason why, as a sentence without its stop
 */
@JsonPropertyOrder({"valid", "reason"})
public record Validity(boolean valid, String reason) {

    /** An arrival that was sent later than this was late. */
    static final int LATE_MILLIS = 100;

    /** How much of the arrivals may be late, in percent. */
    static final double LATE_PERCENT = 0.1;

    /** How much of the arrivals may find no place, in percent. */
    static final int FULL_PERCENT = 1;

    /** Returns what that tally tells of the client. */
    public static Validity of(Tally tally) {
        long shedLate = tally.count(Shed.LATE);
        long shedFull = tally.count(Shed.FULL);
        long all = tally.sent() + shedLate + shedFull;
        if (all == 0) {
            return new Validity(false, "no data");
        }
        double late = 100.0 * late(tally) / all;
        if (late > LATE_PERCENT) {
            return new Validity(
                    false,
                    "the client itself was late: "
                            + percent(late) + " of the arrivals were sent more than " + LATE_MILLIS
                            + " ms late (p99 of all "
                            + Math.round(tally.lag().percentile(99)) + " ms) or not at all (" + shedLate + ")");
        }
        double full = 100.0 * shedFull / all;
        if (full > FULL_PERCENT) {
            return new Validity(
                    false,
                    "the client itself was full: " + percent(full)
                            + " of the arrivals were not sent since maxInFlight were under way");
        }
        return new Validity(true, "the client kept up");
    }

    /** Returns with how many arrivals of that tally the client was late, those among them that it shed. */
    public static long late(Tally tally) {
        return tally.count(Shed.LATE) + tally.lag().countAbove(LATE_MILLIS);
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "%.2f%%", percent);
    }
}
