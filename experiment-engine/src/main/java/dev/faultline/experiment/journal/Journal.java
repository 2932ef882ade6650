package dev.faultline.experiment.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.step.Undo;
import dev.faultline.experiment.verdict.State;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one experiment is about to do, kept before it is done: a line of JSON each. A process that is killed leaves it
 * behind, and the next one undoes what it names: {@link Journals#unfinished()}. Confined to the thread of the experiment,
 * but for {@link #killed()}.
 */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final ObjectMapper JSON = WireJson.mapper();

    private final JournalStore.Kept file;
    private final InstantSource clock;
    private boolean closed;

    Journal(JournalStore.Kept file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Returns its lines. The last one may not be whole. */
    String[] lines() throws IOException {
        return file.read().split("\n", -1);
    }

    void begin(Experiment experiment, Instant started) {
        write(Entry.begun(started, experiment));
    }

    /** What is on the way back is done whether or not it can be written down. */
    public void entering(State state) {
        Entry entry = Entry.entering(clock.instant(), state);
        if (state.isWayBack()) {
            note(entry);
        } else {
            write(entry);
        }
    }

    /**
     * Writes down how to undo what is about to be done.
     *
     * @throws ControlFailed if it can't be written down; then it must not be done
     */
    public void doing(String key, Undo undo) {
        write(Entry.doing(clock.instant(), key, undo));
    }

    void undone(String key) {
        note(Entry.undone(clock.instant(), key));
    }

    /**
     * From now on nothing that injects is to be brought back, by this process or the next. Threadsafe; has no effect once
     * it is closed.
     *
     * @throws ControlFailed if it can't be written down
     */
    public synchronized void killed() {
        if (!closed) {
            write(Entry.killed(clock.instant()));
        }
    }

    /** Nothing is left to be known: it goes. */
    public synchronized void finish() {
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

    private void note(Entry entry) {
        try {
            append(entry);
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be written: %s", file, e);
        }
    }

    private void write(Entry entry) {
        try {
            append(entry);
        } catch (IOException e) {
            throw new ControlFailed("the journal " + file + " can't be written: " + e.getMessage(), true, e);
        }
    }

    private synchronized void append(Entry entry) throws IOException {
        file.append(entry.line());
    }

    /**
     * One line of a journal.
     *
     * @param experiment the document, in the first line
     * @param state that was about to be entered
     * @param key of what was about to be done, or is undone if {@code undo} is not given
     * @param undo what leads back
     * @param killed true if the kill switch was pressed: nothing that injects is to be brought back
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            Instant at,
            @Nullable JsonNode experiment,
            @Nullable State state,
            @Nullable String key,
            @JsonProperty("undo") @Nullable Undo undo,
            @Nullable Boolean killed) {

        static Entry begun(Instant at, Experiment experiment) {
            return new Entry(at, experiment.document(), null, null, null, null);
        }

        static Entry entering(Instant at, State state) {
            return new Entry(at, null, state, null, null, null);
        }

        static Entry doing(Instant at, String key, Undo undo) {
            return new Entry(at, null, null, key, undo, null);
        }

        static Entry undone(Instant at, String key) {
            return new Entry(at, null, null, key, null, null);
        }

        static Entry killed(Instant at) {
            return new Entry(at, null, null, null, null, true);
        }

        String line() {
            try {
                return JSON.writeValueAsString(this) + "\n";
            } catch (JsonProcessingException e) {
                throw new AssertionError("journal entries are JSON", e);
            }
        }
    }
}
