package dev.faultline.load.engine;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import org.jspecify.annotations.Nullable;

/** Sends the attempts of one plan over the network. Never repeats one. Confined to the loop. */
public interface Sender {

    /**
     * Sends an attempt.
     *
     * @param index which request of the plan
     * @param number of the arrival in the whole sequence of the load
     * @param intended when it was due
     */
    void send(int index, long number, long intended, Observer observer);

    /** Closes this once the attempts in flight have ended. */
    void close();

    /** Is told when an attempt has ended, and when it holds nothing any more. */
    interface Observer {

        /** The attempt has ended; called once. */
        void ended(AttemptTimestamps timestamps, Result result);

        /**
         * The attempt no longer has a place in the queue for a connection; called once, at the end or later: one that
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
         * @param before the sender that it takes over from, whose connections it may share; null if there is none
         */
        Sender open(@Nullable Sender before);
    }
}
