package dev.faultline.load.split;

import org.jspecify.annotations.Nullable;

/** A split could not be read or changed; the message is a whole sentence. */
public final class SplitFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What prevented it. */
    public enum Reason {
        /** There is no such split. */
        MISSING,
        /** It may not be read or changed by this process. */
        FORBIDDEN,
        /** Somebody else is changing it. */
        TAKEN,
        /** It is not a split whose weights can be changed. */
        UNFIT,
        /** Its keeper did not answer, or not as expected; a later attempt may succeed. */
        UNREACHABLE
    }

    private final Reason reason;

    /** @param message a whole sentence that names the split */
    public SplitFailed(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns what prevented it. */
    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
