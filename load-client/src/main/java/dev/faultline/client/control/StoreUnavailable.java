package dev.faultline.client.control;

/** What was asked for could not be kept. The message is a sentence that says what became of it and why. */
public final class StoreUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreUnavailable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
