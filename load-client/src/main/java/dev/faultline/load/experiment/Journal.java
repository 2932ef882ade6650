package dev.faultline.load.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * What one experiment is about to do, on disk before it is done: a line of JSON each. A process that is killed leaves it
 * behind, and the next one undoes what it names: {@link Journals#unfinished()}. The file is locked while its process
 * lives. Confined to the thread of the experiment, but for {@link #killed()}.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final ObjectMapper JSON = WireJson.mapper();

    private final LockedFile file;
    private final InstantSource clock;
    private boolean closed;

    private Journal(LockedFile file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * Makes one.
     *
     * @return nothing if another process, or this one, has it
     */
    static Optional<Journal> create(Path file, InstantSource clock) throws IOException {
        return LockedFile.create(file).map(locked -> new Journal(locked, clock));
    }

    /**
     * Opens one that there is, for reading and for writing on.
     *
     * @return nothing if another process, or this one, has it
     */
    static Optional<Journal> open(Path file, InstantSource clock) throws IOException {
        return LockedFile.open(file).map(locked -> new Journal(locked, clock));
    }

    /** Returns its lines. The last one may not be whole. */
    String[] lines() throws IOException {
        return file.read().split("\n", -1);
    }

    void begin(Experiment experiment) {
        write(JournalEntry.begun(clock.instant(), experiment));
    }

    /** What is on the way back is done whether or not it can be written down. */
    void entering(State state) {
        JournalEntry entry = JournalEntry.entering(clock.instant(), state);
        if (state.isWayBack()) {
            note(entry);
        } else {
            write(entry);
        }
    }

    /** @throws ControlFailed if it can't be written down; then it must not be done */
    void doing(String key, Undo undo) {
        write(JournalEntry.doing(clock.instant(), key, undo));
    }

    void undone(String key) {
        note(JournalEntry.undone(clock.instant(), key));
    }

    /**
     * From now on nothing that injects is to be brought back, by this process or the next. Threadsafe; has no effect once
     * it is closed.
     *
     * @throws ControlFailed if it can't be written down
     */
    synchronized void killed() {
        if (!closed) {
            write(JournalEntry.killed(clock.instant()));
        }
    }

    /** Nothing is left to be known: the file goes. */
    synchronized void finish() {
        try {
            file.delete();
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be deleted: %s", file, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            file.close();
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be closed: %s", file, e);
        }
    }

    private void note(JournalEntry entry) {
        try {
            append(entry);
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be written: %s", file, e);
        }
    }

    private void write(JournalEntry entry) {
        try {
            append(entry);
        } catch (IOException e) {
            throw new ControlFailed("the journal " + file + " can't be written: " + e.getMessage(), true, e);
        }
    }

    private synchronized void append(JournalEntry entry) throws IOException {
        String line;
        try {
            line = JSON.writeValueAsString(entry) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("journal entries are JSON", e);
        }
        file.append(line);
    }
}
