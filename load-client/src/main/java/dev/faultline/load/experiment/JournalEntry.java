package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal.
 *
 * @param experiment the document, in the first line
 * @param state that was about to be entered
 * @param key of what was about to be done, or is undone if {@code undo} is not given
 * @param undo what leads back
 * @param killed true if the kill switch was pressed: nothing that injects is to be brought back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalEntry(
        Instant at,
        @Nullable JsonNode experiment,
        @Nullable State state,
        @Nullable String key,
        @JsonProperty("undo") @Nullable Undo undo,
        @Nullable Boolean killed) {

    static JournalEntry begun(Instant at, Experiment experiment) {
        return new JournalEntry(at, experiment.document(), null, null, null, null);
    }

    static JournalEntry entering(Instant at, State state) {
        return new JournalEntry(at, null, state, null, null, null);
    }

    static JournalEntry doing(Instant at, String key, Undo undo) {
        return new JournalEntry(at, null, null, key, undo, null);
    }

    static JournalEntry undone(Instant at, String key) {
        return new JournalEntry(at, null, null, key, null, null);
    }

    static JournalEntry killed(Instant at) {
        return new JournalEntry(at, null, null, null, null, true);
    }
}
