package dev.faultline.load.senders;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a sender is, its answer to an {@link Assignment}.
 *
 * @param instance another for each process
 * @param now what its clock shows
 * @param revision of the load in force there, 0 for none
 * @param over whether that load has come to its end there
 * @param refused the load that it can't send; null if there is none
 * @param segment the last that it knows
 * @param paused whether nothing comes due
 * @param windows what ended in its last seconds, as far as the coordinator has not said that it knows, in order
 * @param recorded the figures of recordings that have ended
 * @param inFlight how many attempts are under way
 * @param leaving whether it is about to end, and should get nothing more
 */
@JsonPropertyOrder({
    "instance",
    "now",
    "revision",
    "over",
    "refused",
    "segment",
    "paused",
    "windows",
    "recorded",
    "inFlight",
    "leaving"
})
public record Progress(
        String instance,
        Instant now,
        long revision,
        boolean over,
        @Nullable Refusal refused,
        long segment,
        boolean paused,
        List<Told> windows,
        List<Recorded> recorded,
        int inFlight,
        boolean leaving) {

    /** The most windows that are told at a time: a coordinator that misses more has given the sender up. */
    static final int MOST_WINDOWS = 30;

    /** Copies what is given. */
    public Progress {
        Require.present("instance", instance);
        Require.present("now", now);
        windows = windows == null ? List.of() : List.copyOf(windows);
        Require.that(windows.size() <= MOST_WINDOWS, "windows", "must be at most " + MOST_WINDOWS, windows.size());
        recorded = recorded == null ? List.of() : List.copyOf(recorded);
    }

    /**
     * A load that a sender can't send.
     *
     * @param reason as a clause
     */
    public record Refusal(long revision, String reason) {}

    /**
     * What ended in a second.
     *
     * @param number grows by one
     * @param began by the sender's clock
     * @param seconds how long it was
     * @param settled how many arrivals came to their end in it
     */
    @JsonPropertyOrder({"number", "began", "seconds", "settled", "tally"})
    public record Told(long number, Instant began, double seconds, long settled, TallyDocument tally) {

        /** Checks what the sums rest on. */
        public Told {
            Require.present("windows.began", began);
            Require.present("windows.tally", tally);
            Require.that(seconds >= 0 && seconds < 1e6, "windows.seconds", "must be from 0 to 1e6", seconds);
            Require.that(settled >= 0, "windows.settled", "must not be negative", settled);
        }

        /** Returns the second of the clock in which it ended, since the epoch. */
        long second() {
            return Math.round(began.getEpochSecond() + began.getNano() / 1e9 + seconds) - 1;
        }
    }

    /** What became of all that was due during a recording. */
    public record Recorded(long id, TallyDocument tally) {

        /** Checks that there is something. */
        public Recorded {
            Require.present("recorded.tally", tally);
        }
    }
}
