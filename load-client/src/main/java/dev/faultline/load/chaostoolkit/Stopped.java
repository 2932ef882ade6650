package dev.faultline.load.chaostoolkit;

/** The run is to end now. */
final class Stopped extends Exception {

    private static final long serialVersionUID = 1L;

    private final Ending ending;

    Stopped(Ending ending, String reason) {
        super(reason);
        this.ending = ending;
    }

    /** Returns how it ends. */
    Ending ending() {
        return ending;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
