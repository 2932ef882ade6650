package dev.faultline.injector.control;

/** The other replicas could not be told of a change. The message is a sentence that says what became of it and why. */
public final class NotShared extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    NotShared(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
