package dev.faultline.backend.access;

/** Where answered requests are written down. Threadsafe; adding never waits. */
public interface AccessLog extends AutoCloseable {

    /** Writes nothing down. */
    AccessLog OFF = new NoAccessLog();

    /** Returns whether lines are wanted at all, so that none is made in vain. */
    boolean on();

    /** Takes a line, or drops and counts it if too many wait to be written. */
    void add(CombinedLine line);

    /** Returns how many lines were lost: dropped, or refused by the file. */
    long dropped();

    /** Writes what waits, for a bounded time, and ends. */
    @Override
    void close();
}
