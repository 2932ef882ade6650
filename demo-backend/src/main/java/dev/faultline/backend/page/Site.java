package dev.faultline.backend.page;

import java.io.IOException;

/** The pages of a server. Threadsafe. */
public interface Site {

    /**
     * Returns what lies under the path.
     *
     * @throws IOException if the storage fails, as opposed to holding nothing
     */
    Lookup find(LocalPath path) throws IOException;

    /** Returns whether {@link #find} may block, so that an event loop must not call it. */
    boolean mayBlock();
}
