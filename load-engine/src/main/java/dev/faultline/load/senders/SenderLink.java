package dev.faultline.load.senders;

import java.util.concurrent.CompletableFuture;

/** The way to a sender. Threadsafe. */
public interface SenderLink {

    /**
     * Asks the sender, and completes with its answer within a second or fails by then: with {@link Refused} where it
     * follows another coordinator or is none, and with whatever tells why else. Never throws.
     */
    CompletableFuture<Progress> exchange(Assignment wanted);

    /** The sender has answered that it does not do what is wanted. */
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** @param message why, as a clause */
        public Refused(String message) {
            super(message);
        }
    }
}
