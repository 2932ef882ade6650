package dev.faultline.load.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The journals of a directory. Threadsafe. */
public final class Journals {

    private static final Logger LOG = Logger.getLogger(Journals.class);
    private static final String SUFFIX = ".journal";
    private static final ObjectMapper JSON = WireJson.mapper();

    private final Path directory;
    private final ExperimentReader reader;
    private final InstantSource clock;

    /** Keeps them in that directory, which is made when it is needed. */
    public Journals(Path directory, ExperimentReader reader, InstantSource clock) {
        this.directory = directory;
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * Begins the journal of an experiment.
     *
     * @throws ControlFailed if it can't be written: then the experiment must not begin
     */
    Journal begin(String id, Experiment experiment) {
        try {
            Files.createDirectories(directory);
            Journal journal = Journal.create(directory.resolve(id + SUFFIX), clock)
                    .orElseThrow(() ->
                            new ControlFailed("the journal of " + id + " belongs to another process", true, null));
            boolean begun = false;
            try {
                journal.begin(experiment);
                begun = true;
                return journal;
            } finally {
                if (!begun) {
                    journal.finish();
                    journal.close();
                }
            }
        } catch (IOException e) {
            throw new ControlFailed("the journal can't be written to " + directory + ": " + e, true, e);
        }
    }

    /** Returns what processes that are no more have left to be undone, oldest first. */
    List<Unfinished> unfinished() {
        List<Unfinished> all = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return all;
        }
        for (Path file : files()) {
            Unfinished found = read(file);
            if (found != null) {
                all.add(found);
            }
        }
        return all;
    }

    /**
     * Writes into those that nobody has open, which wait for the next process, that nothing which injects is to be brought
     * back.
     *
     * @throws ControlFailed if one of them can't be written; the others are
     */
    void killAll() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<String> failures = new ArrayList<>();
        for (Path file : files()) {
            try (Journal journal = Journal.open(file, clock).orElse(null)) {
                if (journal != null) {
                    journal.killed();
                }
            } catch (NoSuchFileException e) {
                LOG.debugf("%s has come to its end", file);
            } catch (IOException | ControlFailed e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        if (!failures.isEmpty()) {
            throw new ControlFailed(String.join("; ", failures), false, null);
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.errorf("the journals of %s can't be read: %s", directory, e);
            return List.of();
        }
    }

    private @Nullable Unfinished read(Path file) {
        Journal journal = null;
        Unfinished unfinished = null;
        try {
            journal = Journal.open(file, clock).orElse(null);
            unfinished = journal == null ? null : read(file, journal);
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be read: %s", file, e);
        } finally {
            if (journal != null && unfinished == null) {
                journal.close();
            }
        }
        return unfinished;
    }

    private @Nullable Unfinished read(Path file, Journal journal) throws IOException {
        List<JournalEntry> entries = entries(file, journal);
        JsonNode document = entries.isEmpty() ? null : entries.get(0).experiment();
        if (document == null) {
            // It was killed while it began: nothing had been done.
            journal.finish();
            return null;
        }
        String name = file.getFileName().toString();
        String id = name.substring(0, name.length() - SUFFIX.length());
        try {
            Experiment experiment = reader.read(document.toString().getBytes(StandardCharsets.UTF_8), Map.of());
            Instant started = entries.get(0).at();
            boolean killed = entries.stream().anyMatch(entry -> Boolean.TRUE.equals(entry.killed()));
            return new Unfinished(id, experiment, started, state(entries), killed, undos(entries), journal);
        } catch (InvalidValue e) {
            LOG.errorf("the journal %s holds no experiment that can be read: %s", file, e.getMessage());
            return null;
        }
    }

    /** A line that is not whole was being written when the process was killed, and so what it names was not done. */
    private static List<JournalEntry> entries(Path file, Journal journal) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (String line : journal.lines()) {
            if (!line.isBlank()) {
                try {
                    entries.add(JSON.readValue(line, JournalEntry.class));
                } catch (JsonProcessingException e) {
                    LOG.warnf("a line of the journal %s is broken and passed over: %s", file, e.getOriginalMessage());
                }
            }
        }
        return entries;
    }

    /** What was over stays so: the states after that are those of undoing what it had left. */
    private static State state(List<JournalEntry> entries) {
        State last = State.WARMUP;
        for (JournalEntry entry : entries) {
            State state = entry.state();
            last = state == null || last == State.DONE ? last : state;
        }
        return last;
    }

    private static Map<String, Undo> undos(List<JournalEntry> entries) {
        Map<String, Undo> undos = new LinkedHashMap<>();
        for (JournalEntry entry : entries) {
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
}
