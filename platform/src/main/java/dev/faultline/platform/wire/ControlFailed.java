package dev.faultline.platform.wire;

import org.jspecify.annotations.Nullable;

/** Something that an experiment steers did not obey; the message is a whole sentence. */
public final class ControlFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean reached;
    private final boolean refused;

    /** @param refused whether it was reached and said no, so that asking again is of no use */
    public ControlFailed(String message, boolean refused, @Nullable Throwable cause) {
        this(message, refused, refused, cause);
    }

    private ControlFailed(String message, boolean reached, boolean refused, @Nullable Throwable cause) {
        super(message, cause);
        this.reached = reached;
        this.refused = refused;
    }

    /** Returns the complaint about something that was reached and does not obey now, but may if it is asked again. */
    public static ControlFailed notNow(String message, @Nullable Throwable cause) {
        return new ControlFailed(message, true, false, cause);
    }

    /** Returns whether it was reached, whatever it said. */
    public boolean reached() {
        return reached;
    }

    /** Returns whether it was reached and said no, so that asking again is of no use. */
    public boolean refused() {
        return refused;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
