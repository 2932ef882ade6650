package dev.faultline.load.experiment;

import org.jspecify.annotations.Nullable;

/** Something that an experiment steers did not obey; the message is a whole sentence. */
public final class ControlFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /** @param refused whether it was reached and said no, so that asking again is of no use */
    public ControlFailed(String message, boolean refused, @Nullable Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** Returns whether it was reached and said no. */
    public boolean refused() {
        return refused;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
