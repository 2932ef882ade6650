package dev.faultline.experiment.journal;

import dev.faultline.platform.wire.ControlFailed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where journals are kept: files, or what several processes share. Threadsafe; waits. */
public interface JournalStore {

    /**
     * Makes a journal that is this process's own.
     *
     * @return empty if another process, or this one, has one of that name
     * @throws IOException if it can't be made, or there is no room for one more
     */
    Optional<Kept> create(String id) throws IOException;

    /**
     * Makes those its own that no process goes on with; what can't be read of them is logged, and stays.
     *
     * @return in the order of their names
     * @throws ControlFailed if it can't be told now which there are, and may be asked again
     */
    List<Kept> takeLeft();

    /**
     * Writes to the end of those that are not its own, as far as it reaches them.
     *
     * @throws ControlFailed if one of them can't be written; the others are
     */
    void appendToOthers(String text);

    /** A journal of this process. Confined to one thread. */
    interface Kept extends AutoCloseable {

        /** Returns the name that it was made by. */
        String id();

        /** Returns all that is in it. */
        String read() throws IOException;

        /**
         * Writes to its end.
         *
         * @throws IOException if it is not written, or another process goes on with it by now
         */
        void append(String text) throws IOException;

        /** Deletes it, if it is there. */
        void delete() throws IOException;

        /** Leaves it to others. */
        @Override
        void close() throws IOException;
    }
}
