package dev.faultline.client.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.platform.wire.Excerpt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The latest changes of the system: at most {@value #CAPACITY}, none older than ten minutes. For one thread. */
final class EventLog {

    /** How many are kept. */
    static final int CAPACITY = 200;

    /** How long they are kept. */
    static final Duration RETENTION = Duration.ofMinutes(10);

    private final Deque<Event> events = new ArrayDeque<>();

    /**
     * A change that explains the figures after it.
     *
     * @param time when it was seen, in milliseconds since the epoch
     * @param text what is true from then on, in a few words
     * @param phase of which experiment, if it is one; null for every other kind
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            long time, Kind kind, String text, @Nullable Phase phase) {}

    /** What has changed. */
    enum Kind {
        /** The weights. */
        SPLIT,
        /** The fault plan in force, or that it has expired. */
        FAULTS,
        /** The load that is asked for. */
        LOAD,
        /** The phase of an experiment. */
        PHASE;

        /** Returns the name in JSON. */
        @JsonValue
        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where an experiment is.
     *
     * @param experiment its id
     * @param level of its sweep; null without a sweep
     * @param outcome of its verdict; null until it is over
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Phase(
            String experiment,
            String title,
            State state,
            @Nullable String level,
            Verdict.@Nullable Outcome outcome) {

        private static final int TITLE = 60;

        /** Returns this in words, such as {@code Kill a pod: inject at 10%}. */
        String text() {
            String progress = outcome != null ? outcome.wire() : state.wire() + (level == null ? "" : " at " + level);
            return Excerpt.of(title, TITLE) + ": " + progress;
        }
    }

    /** Adds events, in the order in which they were seen. */
    void add(List<Event> seen) {
        for (Event event : seen) {
            if (events.size() == CAPACITY) {
                events.removeFirst();
            }
            events.addLast(event);
        }
    }

    /** Returns those that are not too old, oldest first. */
    List<Event> at(Instant now) {
        long oldest = now.minus(RETENTION).toEpochMilli();
        events.removeIf(event -> event.time() < oldest);
        return List.copyOf(events);
    }
}
