package dev.faultline.mesh.doctor;

import dev.faultline.mesh.doctor.ClusterView.Unread;
import org.jspecify.annotations.Nullable;

/** Nothing could be looked at. The message is a sentence for whoever asked. */
public final class DoctorFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What stood in the way. */
    public enum Reason {
        /** This process is in no cluster, and was told of none. */
        NO_CLUSTER,
        /** The API server does not answer. */
        UNREACHABLE,
        /** What would tell which split is meant may not be read. */
        UNREADABLE,
        /** Others are asking already. */
        BUSY
    }

    DoctorFailed(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns that what would tell which split is meant could not be read. */
    static DoctorFailed unread(Unread unread) {
        String mend = unread.mend().isEmpty() ? "" : "; to grant it: " + unread.mend();
        return new DoctorFailed(Reason.UNREADABLE, unread.why() + mend, null);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Returns what stood in the way. */
    public Reason reason() {
        return reason;
    }
}
