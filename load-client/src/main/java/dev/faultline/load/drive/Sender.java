package dev.faultline.load.drive;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import org.jspecify.annotations.Nullable;

/** Sends attempts over the wire, as one plan asks. Never repeats one. Confined to the loop. */
public interface Sender {

    /**
     * Sends an attempt.
     *
     * @param kind which request of the plan's mix
     * @param intended when it was due
     */
    void send(int kind, long intended, Observer observer);

    /** Gives up what this holds, once the attempts that it carries have ended. */
    void close();

    /** Is told of the end of an attempt, and of when nothing is held of it any more. */
    interface Observer {

        /** The attempt has come to its end; told once. */
        void ended(Instants instants, Result result);

        /**
         * The attempt holds no place in the queue for a connection any more; told once, at the end or later: one that
         * timed out while it waited for a connection keeps its place until the queue reaches it.
         */
        void released();
    }

    /** Makes the sender for a plan. */
    @FunctionalInterface
    interface Factory {

        /**
         * Returns a sender.
         *
         * @param before the sender that it takes over from; it may share what that holds
         */
        Sender open(@Nullable Sender before);
    }
}
