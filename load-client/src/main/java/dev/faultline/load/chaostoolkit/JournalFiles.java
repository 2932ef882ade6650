package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.report.Kept;
import dev.faultline.load.report.ReportFormat;
import dev.faultline.load.report.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The journals of a directory: one for each run, the oldest deleted when there are too many. What the disk refuses is
 * logged. Threadsafe.
 */
public final class JournalFiles implements ToolkitRuns.Archive {

    /** How the files end. */
    public static final String SUFFIX = ".journal.json";

    /** What they are, for whoever wants to tell them from other JSON. */
    public static final String MEDIA_TYPE = "application/vnd.chaostoolkit.journal+json";

    private static final Logger LOG = Logger.getLogger(JournalFiles.class);

    private static final Pattern NAME = Pattern.compile(ToolkitRuns.PREFIX + ".*\\.journal\\.json");

    /** As runs are called, so that no name leads out of the directory. */
    private static final Pattern ID = Pattern.compile(ToolkitRuns.PREFIX + "\\d{8}-\\d{6}-\\d{3}");

    private final Path directory;
    private final ToolkitJournal journal;
    private final ObjectMapper mapper;
    private final int keep;
    private final Map<String, Kept> known = new HashMap<>();

    /**
     * Keeps them in that directory, which is made when it is needed.
     *
     * @param keep the most journals that are kept
     */
    public JournalFiles(Path directory, int keep, ToolkitJournal journal, ObjectMapper mapper) {
        this.directory = directory;
        this.keep = keep;
        this.journal = journal;
        this.mapper = mapper;
    }

    /** Returns the journal, for people to read. */
    public String text(ToolkitResult result) {
        return pretty(journal.render(result));
    }

    /** Returns the format of journals for reports of our own experiments. */
    public ReportFormat format() {
        return new ReportFormat(SUFFIX, MEDIA_TYPE, (report, result) -> pretty(journal.render(result)), this::amend);
    }

    /** Writes the journal, or appends to it what a run that was over has left; deletes what is one too many. */
    @Override
    public synchronized void write(ToolkitResult result) {
        try {
            if (result.late() && holds(result.id())) {
                amend(result);
                return;
            }
            Path unused = Files.createDirectories(directory);
            WholeFile.write(path(result.id()), text(result.late() ? result.alone() : result));
            Kept before = known.remove(result.id());
            LOG.debugf("wrote the journal of %s instead of %s", result.id(), before);
        } catch (IOException e) {
            LOG.errorf("the journal of %s could not be written to %s: %s", result.id(), directory, e);
            return;
        }
        try {
            deleteOldest(path(result.id()));
        } catch (IOException e) {
            LOG.errorf("the oldest journals of %s can't be deleted: %s", directory, e);
        }
    }

    @Override
    public boolean holds(String id) {
        return find(id).isPresent();
    }

    /** Returns where the journal lies; nothing if it could not be written. */
    public Optional<Path> find(ToolkitResult result) {
        return Optional.of(path(result.id())).filter(Files::exists);
    }

    /** Returns the journal of the run of that name; nothing if it is not there or can't be read, which is logged. */
    public Optional<String> read(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.readString(path(id)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be read: %s", path(id), e);
            return Optional.empty();
        }
    }

    /** Returns what is on disk, oldest first, at most as many as are kept; what is no journal is logged and left out. */
    public synchronized List<Kept> list() {
        try {
            List<String> ids = ids();
            List<String> newest = ids.subList(Math.max(0, ids.size() - keep), ids.size());
            boolean unused = known.keySet().retainAll(newest);
            List<Kept> all = new ArrayList<>();
            newest.forEach(id -> find(id).ifPresent(all::add));
            return List.copyOf(all);
        } catch (IOException e) {
            LOG.errorf("the journals of %s can't be listed: %s", directory, e);
            return List.of();
        }
    }

    /** Returns what is on disk of that run; nothing if it is not there, or is no journal, which is logged. */
    public synchronized Optional<Kept> find(String id) {
        Kept before = known.get(id);
        if (before != null && Files.isRegularFile(path(id))) {
            return Optional.of(before);
        }
        Optional<Kept> found = read(id).flatMap(text -> look(id, text));
        Kept unused = found.isPresent() ? known.put(id, found.get()) : known.remove(id);
        return found;
    }

    private Optional<Kept> look(String id, String text) {
        try {
            JsonNode tree = mapper.readTree(text);
            Optional<Kept> kept = ToolkitJournal.kept(id, tree);
            if (kept.isEmpty()) {
                LOG.warnf("the journal of %s is none of ours and left out", id);
            }
            return kept;
        } catch (JsonProcessingException e) {
            LOG.warnf("the journal of %s is broken and left out: %s", id, e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private void amend(ToolkitResult late) throws IOException {
        ObjectNode tree = mapper.readValue(Files.readString(path(late.id())), ObjectNode.class);
        if (journal.amend(tree, late)) {
            WholeFile.write(path(late.id()), pretty(tree));
        } else {
            LOG.warnf(
                    "the journal of %s has too many amendments; one more is left out: %s",
                    late.id(), late.verdict().reason());
        }
    }

    private String amend(String text, Amendment amendment) throws IOException {
        ObjectNode tree = mapper.readValue(text, ObjectNode.class);
        journal.amend(tree, amendment);
        return pretty(tree);
    }

    /**
     * Names are times: their order is that of the runs.
     *
     * @param written stays, also where a clock that was set back makes it the oldest by its name
     */
    private void deleteOldest(Path written) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> others = files.filter(
                            file -> NAME.matcher(file.getFileName().toString()).matches())
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.equals(written))
                    .sorted()
                    .toList();
            for (Path oldest : others.subList(0, Math.max(0, others.size() + 1 - keep))) {
                boolean unused = Files.deleteIfExists(oldest);
            }
        }
    }

    private List<String> ids() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .filter(id -> ID.matcher(id).matches())
                    .sorted()
                    .toList();
        }
    }

    private String pretty(ObjectNode document) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a journal can be written as JSON", e);
        }
    }

    private Path path(String id) {
        return directory.resolve(id + SUFFIX);
    }
}
