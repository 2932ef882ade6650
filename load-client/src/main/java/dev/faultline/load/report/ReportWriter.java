package dev.faultline.load.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps reports on disk, in JSON and in Markdown. A disk that is full costs the files, not the verdict. */
public final class ReportWriter {

    private static final Logger LOG = Logger.getLogger(ReportWriter.class);

    private final Path directory;
    private final ObjectMapper mapper;

    /** Writes into that directory, which is made when it is needed. */
    public ReportWriter(Path directory, ObjectMapper mapper) {
        this.directory = directory;
        this.mapper = mapper;
    }

    /** Returns the report as JSON, for people to read. */
    public String json(Report report) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new AssertionError("a report can be written as JSON", e);
        }
    }

    /** Returns where the Markdown of that report lies; nothing if it could not be written. */
    public Optional<Path> markdown(Report report) {
        return Optional.of(path(report)).filter(Files::exists);
    }

    /** Writes both files; what the disk refuses is logged. */
    public void write(Report report) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve(report.id() + ".json"), json(report));
            Files.writeString(path(report), MarkdownReport.render(report));
        } catch (IOException e) {
            LOG.errorf("the report %s could not be written to %s: %s", report.id(), directory, e);
        }
    }

    private Path path(Report report) {
        return directory.resolve(report.id() + ".md");
    }
}
