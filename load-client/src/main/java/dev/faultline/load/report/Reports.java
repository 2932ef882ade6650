package dev.faultline.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.wire.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The reports of a directory: a file for each format of each experiment, the oldest deleted when there are too many. A
 * disk that is full or broken costs files, not verdicts. Threadsafe.
 */
public final class Reports {

    /** The most experiments that can be kept: each is looked at when the reports are listed. */
    public static final int MOST = 10_000;

    private static final Logger LOG = Logger.getLogger(Reports.class);
    private static final String JSON = ".json";

    /** As experiments are called, so that no name leads out of the directory. */
    private static final String ID = "\\d{8}-\\d{6}-\\d{3}";

    private static final Pattern FILE = Pattern.compile("(" + ID + ")(\\..+)");

    private final Path directory;
    private final int keep;
    private final Versions versions;
    private final List<ReportFormat> formats;
    private final ObjectMapper mapper;
    private final Map<String, Kept> known = new HashMap<>();

    /**
     * Keeps them in that directory, which is made when it is needed.
     *
     * @param keep the most experiments whose reports are kept, from 1 to {@value #MOST}
     * @param versions of what runs here
     * @param formats JSON must be among them; the first is what is sent where any will do
     */
    public Reports(Path directory, int keep, Versions versions, List<ReportFormat> formats, ObjectMapper mapper) {
        Require.between("faultline.reports.keep", keep, 1, MOST);
        this.directory = directory;
        this.keep = keep;
        this.versions = versions;
        this.formats = List.copyOf(formats);
        this.mapper = mapper;
    }

    /** Returns the formats, the one first that is sent where any will do. */
    public List<ReportFormat> formats() {
        return formats;
    }

    /** Returns the format of files that end so. */
    public Optional<ReportFormat> format(String suffix) {
        return formats.stream().filter(format -> format.suffix().equals(suffix)).findFirst();
    }

    /** Returns the report of a result that was found here. */
    public Report report(ExperimentResult result) {
        return Report.of(result, versions);
    }

    /** Returns a result that was found here as that format has it. */
    public String render(ExperimentResult result, ReportFormat format) {
        return format.renderer().render(report(result), result);
    }

    /**
     * Writes every format, and deletes what is one too many. What the disk refuses is logged, and so is a format that
     * fails: it costs its own file and nothing else.
     */
    public synchronized void write(ExperimentResult result) {
        Report report = report(result);
        try {
            Files.createDirectories(directory);
            for (ReportFormat format : formats) {
                Optional<String> text = rendered(report, result, format);
                if (text.isPresent()) {
                    put(directory.resolve(result.id() + format.suffix()), text.get());
                }
            }
            known.put(report.id(), Kept.of(report));
            deleteOldest();
        } catch (IOException e) {
            LOG.errorf("the report %s could not be written to %s: %s", report.id(), directory, e);
        }
    }

    /** Returns where the report of that name lies; nothing if there is none. */
    public Optional<Path> path(String id, ReportFormat format) {
        return id.matches(ID)
                ? Optional.of(directory.resolve(id + format.suffix())).filter(Files::isRegularFile)
                : Optional.empty();
    }

    /** Returns the report of that name from the disk; nothing if it is not there or can't be read, which is logged. */
    public Optional<String> read(String id, ReportFormat format) {
        return path(id, format).flatMap(file -> {
            try {
                return Optional.of(Files.readString(file));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (IOException e) {
                LOG.errorf("the report %s can't be read: %s", file, e);
                return Optional.empty();
            }
        });
    }

    /** Returns what is on disk, oldest first, at most as many as are kept; what is no report is logged and left out. */
    public synchronized List<Kept> list() {
        try {
            List<String> ids = ids();
            List<String> newest = ids.subList(Math.max(0, ids.size() - keep), ids.size());
            known.keySet().retainAll(newest);
            List<Kept> all = new ArrayList<>();
            newest.forEach(id -> find(id).ifPresent(all::add));
            return List.copyOf(all);
        } catch (IOException e) {
            LOG.errorf("the reports of %s can't be listed: %s", directory, e);
            return List.of();
        }
    }

    /** Returns what is on disk of that experiment; nothing if it is not there, or is no report, which is logged. */
    public synchronized Optional<Kept> find(String id) {
        if (!id.matches(ID)) {
            return Optional.empty();
        }
        Path file = directory.resolve(id + JSON);
        if (!Files.isRegularFile(file)) {
            known.remove(id);
            return Optional.empty();
        }
        Kept before = known.get(id);
        Optional<Kept> found = before == null ? look(id, file) : Optional.of(before);
        found.ifPresent(kept -> known.put(id, kept));
        return found;
    }

    private Optional<Kept> look(String id, Path file) {
        try {
            JsonNode json = mapper.readTree(file.toFile());
            Optional<Kept> kept = Kept.of(id, json);
            if (kept.isEmpty()) {
                LOG.warnf("%s is no report and left out", file);
            }
            return kept;
        } catch (IOException e) {
            LOG.warnf("the report %s is broken and left out: %s", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> rendered(Report report, ExperimentResult result, ReportFormat format) {
        return CompletableFuture.supplyAsync(() -> Optional.of(format.renderer().render(report, result)), Runnable::run)
                .exceptionally(failure -> {
                    LOG.errorf(failure, "the report %s%s could not be made", report.id(), format.suffix());
                    return Optional.empty();
                })
                .join();
    }

    /** Whoever reads sees the whole file or none; of a full disk nothing is left behind. */
    private static void put(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.writeString(unfinished, text);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private void deleteOldest() throws IOException {
        List<String> ids = ids();
        for (String id : ids.subList(0, Math.max(0, ids.size() - keep))) {
            for (ReportFormat format : formats) {
                Files.deleteIfExists(directory.resolve(id + format.suffix()));
            }
            known.remove(id);
        }
    }

    /** Names are times: their order is that of the experiments. Journals lie beside the reports and are no business. */
    private List<String> ids() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> FILE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .filter(name -> format(name.group(2)).isPresent())
                    .map(name -> name.group(1))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
