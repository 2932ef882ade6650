package dev.faultline.load.keep;

/** What was asked for could not be kept. The message is a sentence that says what became of it and why. */
public final class NotKept extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotKept(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
