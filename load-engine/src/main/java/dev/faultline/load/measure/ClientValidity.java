package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the client itself kept up, so that the figures describe the target and not the client.
 *
 * <p>The client was late with an arrival that it sent more than {@value #LATE_MILLIS} ms after it was due, or shed
 * because it was even later. One in a thousand may be late. This share is about {@code (pause - 0.1 s) / window} at any
 * rate: a pause of a second shows in windows of up to a quarter of an hour, where the 99th percentile of the lag would
 * forget it after 90 s, but does not spoil the figures of a day, up to p99.9. Below one arrival a second a pause may
 * fall between two of them and go unseen.
 *
 * <p>Arrivals that were shed because too many requests were in flight would have been slow: beyond
 * {@value #FULL_PERCENT} % of the arrivals the 99th percentile would be a guess.
 *
 * @param valid whether it kept up and there are any data
 * @param reason why, as a sentence without the full stop
 */
@JsonPropertyOrder({"valid", "reason"})
public record ClientValidity(boolean valid, String reason) {

    /** An arrival that was sent later than this was late. */
    static final int LATE_MILLIS = 100;

    /** How many of the arrivals may be late, in percent. */
    static final double LATE_PERCENT = 0.1;

    /** How many of the arrivals may be shed as full, in percent. */
    static final int FULL_PERCENT = 1;

    /** Returns what that tally says about the client. */
    public static ClientValidity of(Tally tally) {
        if (tally.unaccounted() > 0) {
            return new ClientValidity(false, unaccounted(tally).orElseThrow());
        }
        long shedLate = tally.count(ShedReason.LATE);
        long shedFull = tally.count(ShedReason.FULL);
        long all = tally.sent() + shedLate + shedFull;
        if (all == 0) {
            return new ClientValidity(false, "no data");
        }
        double late = 100.0 * late(tally) / all;
        if (late > LATE_PERCENT) {
            return new ClientValidity(
                    false,
                    "the client itself was late: "
                            + percent(late) + " of the arrivals were sent more than " + LATE_MILLIS
                            + " ms late (p99 of all "
                            + Math.round(tally.lag().percentile(99)) + " ms) or not at all (" + shedLate + ")");
        }
        double full = 100.0 * shedFull / all;
        if (full > FULL_PERCENT) {
            return new ClientValidity(
                    false,
                    "the client itself was full: " + percent(full)
                            + " of the arrivals were not sent because maxInFlight requests were under way");
        }
        return new ClientValidity(true, "the client kept up");
    }

    /** Returns how many arrivals nobody can tell of, as a clause; empty if there are none. */
    public static Optional<String> unaccounted(Tally tally) {
        return tally.unaccounted() == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%,d arrivals unaccounted for: a sender was lost before it had told what became of them",
                        tally.unaccounted()));
    }

    /** Returns how many arrivals of that tally the client was late with, including those that it shed for that. */
    public static long late(Tally tally) {
        return tally.count(ShedReason.LATE) + tally.lag().countAbove(LATE_MILLIS);
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "%.2f%%", percent);
    }
}
