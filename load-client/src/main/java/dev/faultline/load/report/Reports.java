package dev.faultline.load.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.experiment.Amendment;
import dev.faultline.load.experiment.Archive;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.wire.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
public final class Reports implements Archive {

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
        return format.renderer().render(report(result));
    }

    /**
     * Writes every format, and deletes what is one too many. A format that fails, or that the disk refuses, is logged: it
     * costs its own file and nothing else.
     */
    @Override
    public synchronized void write(ExperimentResult result) {
        Report report = report(result);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            LOG.errorf("the report %s could not be written to %s: %s", report.id(), directory, e);
            return;
        }
        for (ReportFormat format : formats) {
            rendered(report, format).ifPresent(text -> put(report.id(), format, text));
        }
        known.put(report.id(), Kept.of(report));
        deleteOldest(report.id());
    }

    @Override
    public boolean holds(String id) {
        return find(id).isPresent();
    }

    @Override
    public synchronized boolean amend(String id, Amendment amendment) {
        if (!holds(id)) {
            return false;
        }
        Path json = directory.resolve(id + JSON);
        try {
            int before =
                    mapper.readTree(json.toFile()).path(JsonReport.AMENDMENTS).size();
            if (!amendment.isWorthKeeping(before)) {
                LOG.warnf("the report %s has %d amendments; one more is left out: %s", id, before, amendment.note());
                return true;
            }
        } catch (IOException e) {
            LOG.errorf("the report %s can't be read: %s", json, e);
        }
        formats.forEach(format -> amend(directory.resolve(id + format.suffix()), format, amendment));
        return true;
    }

    private static void amend(Path file, ReportFormat format, Amendment amendment) {
        try {
            if (Files.isRegularFile(file)) {
                WholeFile.write(file, format.amender().amend(Files.readString(file), amendment));
            }
        } catch (IOException e) {
            LOG.errorf("the report %s can't be amended: %s", file, e);
        }
    }

    /** Returns where the report of that name lies; nothing if there is none. */
    public Optional<Path> path(String id, ReportFormat format) {
        return id.matches(ID)
                ? Optional.of(directory.resolve(id + format.suffix())).filter(Files::isRegularFile)
                : Optional.empty();
    }

    /**
     * Returns the report of that name from the disk; nothing if it is not there, if it can't be read, or if what should be
     * its JSON is no report. The latter two are logged.
     */
    public Optional<String> read(String id, ReportFormat format) {
        return path(id, format).flatMap(file -> {
            try {
                String text = Files.readString(file);
                boolean json = format.suffix().equals(JSON);
                return Optional.of(text)
                        .filter(whole -> !json || look(id, file, whole).isPresent());
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
        List<String> ids = newestFirst();
        known.keySet().retainAll(ids);
        List<Kept> all = new ArrayList<>(
                ids.stream().flatMap(id -> find(id).stream()).limit(keep).toList());
        Collections.reverse(all);
        return List.copyOf(all);
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
            return look(id, file, Files.readString(file));
        } catch (IOException e) {
            LOG.warnf("the report %s can't be read and is left out: %s", file, e);
            return Optional.empty();
        }
    }

    private Optional<Kept> look(String id, Path file, String text) {
        try {
            Optional<Kept> kept = Kept.of(id, mapper.readTree(text));
            if (kept.isEmpty()) {
                LOG.warnf("%s is no report and left out", file);
            }
            return kept;
        } catch (JsonProcessingException e) {
            LOG.warnf("the report %s is broken and left out: %s", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> rendered(Report report, ReportFormat format) {
        return CompletableFuture.supplyAsync(() -> Optional.of(format.renderer().render(report)), Runnable::run)
                .exceptionally(failure -> {
                    LOG.errorf(failure, "the report %s%s could not be made", report.id(), format.suffix());
                    return Optional.empty();
                })
                .join();
    }

    private void put(String id, ReportFormat format, String text) {
        Path file = directory.resolve(id + format.suffix());
        try {
            WholeFile.write(file, text);
        } catch (IOException e) {
            LOG.errorf("the report %s could not be written: %s", file, e);
        }
    }

    /** @param written stays, also where a clock that was set back makes it the oldest by its name */
    private void deleteOldest(String written) {
        List<String> others = newestFirst();
        others.remove(written);
        if (others.size() < keep) {
            return;
        }
        int kept = 1;
        for (String id : others) {
            if (kept == keep) {
                delete(id);
            } else if (find(id).isPresent()) {
                kept++;
            }
        }
    }

    private void delete(String id) {
        known.remove(id);
        for (ReportFormat format : formats) {
            Path file = directory.resolve(id + format.suffix());
            try {
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            } catch (IOException e) {
                LOG.errorf("the old report %s can't be deleted: %s", file, e);
            }
        }
    }

    /** Names are times: their order is that of the experiments. Journals lie beside the reports and are no business. */
    private List<String> newestFirst() {
        if (!Files.isDirectory(directory)) {
            return new ArrayList<>();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.filter(Files::isRegularFile)
                    .map(file -> FILE.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .filter(name -> format(name.group(2)).isPresent())
                    .map(name -> name.group(1))
                    .distinct()
                    .sorted(Comparator.reverseOrder())
                    .toList());
        } catch (IOException e) {
            LOG.errorf("the reports of %s can't be listed: %s", directory, e);
            return new ArrayList<>();
        }
    }
}
