package dev.faultline.load.fortio;

/** There is one load, and something else has it; the message says what. */
public final class Busy extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Busy(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
