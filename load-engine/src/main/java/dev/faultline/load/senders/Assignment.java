package dev.faultline.load.senders;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.faultline.load.engine.Driver;
import dev.faultline.load.engine.Horizon;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator wants of a sender: all of it each time, so that nothing depends on what got lost on the way. The answer
 * is a {@link Progress}.
 *
 * @param coordinator who asks, another name for each process
 * @param term of two coordinators a sender follows the one whose term is the higher
 * @param number grows with each question: one that comes after a later one is not obeyed
 * @param instance the process that the load is for; another at the same address has none of it
 * @param revision of the load that is to be in force; 0 for none
 * @param load that load, as long as the sender has not said that it has it; else null
 * @param segments who has what from when on, as far as the sender has not said that it knows
 * @param horizon how far it may go with the load
 * @param paused whether nothing is to come due
 * @param disconnects how often connections that carry nothing were to be closed
 * @param weights of the split that the sender draws itself; null if it draws none
 * @param recordings those that are under way
 * @param collect those that have ended and whose figures are still wanted
 * @param ack the number of the last window that was received
 * @param released whether a sender that wants to leave may go: all that it knows is received
 */
@JsonPropertyOrder({
    "coordinator",
    "term",
    "number",
    "instance",
    "revision",
    "load",
    "segments",
    "horizon",
    "paused",
    "disconnects",
    "weights",
    "recordings",
    "collect",
    "ack",
    "released"
})
public record Assignment(
        String coordinator,
        long term,
        long number,
        @Nullable String instance,
        long revision,
        @Nullable Load load,
        List<Segment> segments,
        Horizon horizon,
        boolean paused,
        long disconnects,
        @Nullable Map<String, Integer> weights,
        List<Long> recordings,
        List<Long> collect,
        long ack,
        boolean released) {

    /** Copies what is given. */
    public Assignment {
        Require.present("coordinator", coordinator);
        Require.present("horizon", horizon);
        segments = segments == null ? List.of() : List.copyOf(segments);
        weights = weights == null ? null : Map.copyOf(weights);
        recordings = recordings == null ? List.of() : List.copyOf(recordings);
        collect = collect == null ? List.of() : List.copyOf(collect);
    }

    /**
     * A load that several send.
     *
     * @param revision grows with each load of this coordinator
     * @param began when its time began or begins, by each sender's own clock
     * @param follows whether a sender goes on with the load before up to the arrival with which this one takes over; else it
     *     drops that at once
     * @param shared what of it is no function of the plan
     * @param recordings those that begin with its first request
     */
    @JsonPropertyOrder({"revision", "plan", "began", "follows", "shared", "recordings"})
    public record Load(
            long revision, LoadPlan plan, Instant began, boolean follows, Driver.Shared shared, List<Long> recordings) {

        /** Copies what is given. */
        public Load {
            Require.that(revision > 0, "load.revision", "must be positive", revision);
            Require.present("load.plan", plan);
            Require.present("load.began", began);
            Require.present("load.shared", shared);
            recordings = recordings == null ? List.of() : List.copyOf(recordings);
        }
    }

    /**
     * Who has what.
     *
     * @param id grows: what a later one says of an arrival replaces what an earlier one did
     * @param from the first arrival that this is about
     * @param shard the part that the sender has from there on; null for nothing
     */
    @JsonPropertyOrder({"id", "from", "shard"})
    public record Segment(long id, long from, @Nullable Shard shard) {}
}
