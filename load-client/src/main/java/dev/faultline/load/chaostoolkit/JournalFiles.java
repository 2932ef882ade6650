package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.report.ReportFormat;
import dev.faultline.load.report.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The journals of runs, on disk. Threadsafe. */
public final class JournalFiles {

    private static final Logger LOG = Logger.getLogger(JournalFiles.class);
    private static final String SUFFIX = ".journal.json";
    private static final String MEDIA_TYPE = "application/vnd.chaostoolkit.journal+json";
    private static final Pattern NAME = Pattern.compile(ToolkitRuns.PREFIX + ".*\\.journal\\.json");

    private final Path directory;
    private final ToolkitJournal journal;
    private final ObjectMapper mapper;
    private final int keep;

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

    private String amend(String text, Amendment amendment) throws IOException {
        ObjectNode tree = mapper.readValue(text, ObjectNode.class);
        journal.amend(tree, amendment);
        return pretty(tree);
    }

    /** Writes the journal, and deletes what is one too many; what the disk refuses is logged. */
    public synchronized void write(ToolkitResult result) {
        try {
            Path unused = Files.createDirectories(directory);
            WholeFile.write(path(result), text(result));
        } catch (IOException e) {
            LOG.errorf("the journal of %s could not be written to %s: %s", result.id(), directory, e);
            return;
        }
        try {
            deleteOldest(path(result));
        } catch (IOException e) {
            LOG.errorf("the oldest journals of %s can't be deleted: %s", directory, e);
        }
    }

    /** Returns where the journal lies; nothing if it could not be written. */
    public Optional<Path> find(ToolkitResult result) {
        return Optional.of(path(result)).filter(Files::exists);
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
                Files.deleteIfExists(oldest);
            }
        }
    }

    private String pretty(ObjectNode document) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a journal can be written as JSON", e);
        }
    }

    private Path path(ToolkitResult result) {
        return directory.resolve(result.id() + SUFFIX);
    }
}
