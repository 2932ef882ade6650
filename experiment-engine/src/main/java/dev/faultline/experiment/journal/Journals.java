package dev.faultline.experiment.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.step.Undo;
import dev.faultline.experiment.verdict.State;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The journals of this process, and those that others have left. Threadsafe. */
public final class Journals {

    private static final Logger LOG = Logger.getLogger(Journals.class);
    private static final ObjectMapper JSON = WireJson.mapper();

    private final JournalStore store;
    private final ExperimentReader reader;
    private final InstantSource clock;

    /** Keeps them there. */
    public Journals(JournalStore store, ExperimentReader reader, InstantSource clock) {
        this.store = store;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Begins the journal of an experiment.
     *
     * @param started when it began, for whoever goes on with it
     * @throws ControlFailed if it can't be written: then the experiment must not begin
     */
    public Journal begin(String id, Experiment experiment, Instant started) {
        try {
            Journal journal = store.create(id)
                    .map(kept -> new Journal(kept, clock))
                    .orElseThrow(() ->
                            new ControlFailed("the journal of " + id + " belongs to another process", true, null));
            boolean begun = false;
            try {
                journal.begin(experiment, started);
                begun = true;
                return journal;
            } finally {
                if (!begun) {
                    journal.finish();
                    journal.close();
                }
            }
        } catch (IOException e) {
            throw new ControlFailed("the journal can't be written to " + store + ": " + e, true, e);
        }
    }

    /**
     * Returns what processes that are no more have left to be undone, oldest first.
     *
     * @throws ControlFailed if that can't be told now, and may be asked again
     */
    public List<Unfinished> unfinished() {
        List<Unfinished> all = new ArrayList<>();
        for (JournalStore.Kept kept : store.takeLeft()) {
            // One that can't be read stays, and the others are undone all the same.
            Guarded.task(LOG, "reading the journal " + kept, () -> {
                        Unfinished found = read(kept);
                        if (found != null) {
                            all.add(found);
                        }
                    })
                    .run();
        }
        return all;
    }

    /**
     * Writes into those of others, which wait for the next process, that nothing which injects is to be brought back.
     *
     * @throws ControlFailed if one of them can't be written; the others are
     */
    public void killAll() {
        store.appendToOthers(Journal.Entry.killed(clock.instant()).line());
    }

    /**
     * Does each of them, whatever another throws.
     *
     * @throws ControlFailed if one of them threw, with a clause for each
     */
    public static void doAll(List<Runnable> some) {
        List<String> failures = some.stream()
                .map(Guarded::failureOf)
                .filter(Objects::nonNull)
                .map(failure -> Rollback.told("the journals", failure))
                .toList();
        if (!failures.isEmpty()) {
            throw new ControlFailed(String.join("; ", failures), false, null);
        }
    }

    private @Nullable Unfinished read(JournalStore.Kept kept) {
        Journal journal = new Journal(kept, clock);
        Unfinished unfinished = null;
        try {
            unfinished = read(kept, journal);
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be read: %s", kept, e);
        } finally {
            if (unfinished == null) {
                journal.close();
            }
        }
        return unfinished;
    }

    private @Nullable Unfinished read(JournalStore.Kept kept, Journal journal) throws IOException {
        List<Journal.Entry> entries = entries(kept, journal);
        JsonNode document = entries.isEmpty() ? null : entries.get(0).experiment();
        if (document == null) {
            // It was killed while it began: nothing had been done.
            journal.finish();
            return null;
        }
        try {
            Experiment experiment = reader.read(document.toString().getBytes(StandardCharsets.UTF_8), Map.of());
            Instant started = entries.get(0).at();
            boolean killed = entries.stream().anyMatch(entry -> Boolean.TRUE.equals(entry.killed()));
            return new Unfinished(kept.id(), experiment, started, state(entries), killed, undos(entries), journal);
        } catch (InvalidValue e) {
            LOG.errorf("the journal %s holds no experiment that can be read: %s", kept, e.getMessage());
            return null;
        }
    }

    /** A line that is not whole was being written when the process was killed, and so what it names was not done. */
    private static List<Journal.Entry> entries(JournalStore.Kept kept, Journal journal) throws IOException {
        List<Journal.Entry> entries = new ArrayList<>();
        for (String line : journal.lines()) {
            if (!line.isBlank()) {
                try {
                    entries.add(JSON.readValue(line, Journal.Entry.class));
                } catch (JsonProcessingException e) {
                    LOG.warnf("a line of the journal %s is broken and passed over: %s", kept, e.getOriginalMessage());
                }
            }
        }
        return entries;
    }

    /** What was over stays so: the states after that are those of undoing what it had left. */
    private static State state(List<Journal.Entry> entries) {
        State last = State.WARMUP;
        for (Journal.Entry entry : entries) {
            State state = entry.state();
            last = state == null || last == State.DONE ? last : state;
        }
        return last;
    }

    private static Map<String, Undo> undos(List<Journal.Entry> entries) {
        Map<String, Undo> undos = new LinkedHashMap<>();
        for (Journal.Entry entry : entries) {
            String key = entry.key();
            Undo undo = entry.undo();
            if (key != null && undo != null) {
                undos.putIfAbsent(key, undo);
            } else if (key != null) {
                undos.remove(key);
            }
        }
        return undos;
    }

    /**
     * What a process left behind: of an experiment that it ended in the middle of, or that was over but for what could not be
     * undone.
     *
     * @param state the last that it entered; {@link State#DONE} once it was over, whatever was tried since
     * @param killed whether nothing that injects is to be brought back
     * @param undos what it had done, or was about to do, oldest first, by key
     */
    public record Unfinished(
            String id,
            Experiment experiment,
            Instant started,
            State state,
            boolean killed,
            Map<String, Undo> undos,
            Journal journal) {

        /** Returns whether the experiment had got to its end. */
        public boolean isOver() {
            return state == State.DONE;
        }

        /** Returns the same of an experiment that is known to have been over: the journal did not come to say so. */
        public Unfinished over() {
            return new Unfinished(id, experiment, started, State.DONE, killed, undos, journal);
        }
    }
}
