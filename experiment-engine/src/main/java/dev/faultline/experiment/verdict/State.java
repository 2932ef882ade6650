package dev.faultline.experiment.verdict;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an experiment is in its life. The only ways through it are those that {@link #leadsTo} allows. */
public enum State {
    /** Load goes on and is not judged. */
    WARMUP,
    /** Looking at whether all is healthy. */
    BASELINE,
    /** The method is under way. */
    INJECT,
    /** Undoing what was done. */
    ROLLBACK,
    /** Looking at whether all is healthy again. */
    VERIFY,
    /** Over; the report is there. */
    DONE;

    /** Returns the name in JSON, reports and on the terminal. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the state of that name. */
    @JsonCreator
    static State of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** Returns whether all that is left is to undo, to look and to tell: nothing holds that up. */
    public boolean isWayBack() {
        return this == ROLLBACK || this == VERIFY || this == DONE;
    }

    /** Returns whether that state may come next: every way to the end leads through the rollback. */
    public boolean leadsTo(State next) {
        return switch (this) {
            case WARMUP -> next == BASELINE || next == ROLLBACK;
            case BASELINE -> next == INJECT || next == ROLLBACK;
            case INJECT -> next == ROLLBACK;
            case ROLLBACK -> next == VERIFY || next == DONE;
            case VERIFY -> next == DONE;
            case DONE -> false;
        };
    }
}
