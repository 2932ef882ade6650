package dev.faultline.load.experiment;

/** The experiment is to end now; the message says who wants it. */
final class Aborted extends Exception {

    private static final long serialVersionUID = 1L;

    Aborted(String reason) {
        super(reason);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
