package dev.faultline.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.verdict.Archive;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.LateRollback;
import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.Require;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
    private static final String MARKDOWN = ".md";

    /** As experiments are called, so that no name leads out of the directory. */
    private static final String ID = "\\d{8}-\\d{6}-\\d{3}";

    private static final Pattern FILE = Pattern.compile("(" + ID + ")(\\..+)");

    private final Path directory;
    private final int keep;
    private final Report.Versions versions;
    private final List<ReportFormat> formats;
    private final ObjectMapper mapper;
    private final Map<String, ReportEntry> known = new HashMap<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Keeps them in that directory, which is made when it is needed.
     *
     * @param keep the most experiments whose reports are kept, from 1 to {@value #MOST}
     * @param versions of what runs here
     * @param formats JSON must be among them; the first is what is sent where any will do
     */
    public Reports(
            Path directory, int keep, Report.Versions versions, List<ReportFormat> formats, ObjectMapper mapper) {
        Require.between("faultline.reports.keep", keep, 1, MOST);
        this.directory = directory;
        this.keep = keep;
        this.versions = versions;
        this.formats = List.copyOf(formats);
        this.mapper = mapper;
    }

    /** Returns whether an experiment may be called so. */
    static boolean isId(String id) {
        return id.matches(ID);
    }

    /** Tells the listener the name of each report that is written or amended from now on, on the thread that does it. */
    public void listen(Consumer<String> written) {
        listeners.add(written);
    }

    /** Returns how many experiments are kept at most. */
    public int most() {
        return keep;
    }

    /** Returns what is to be kept of that report in short; nothing if there is none, or nothing but that of it. */
    public Optional<ShortReport> inShort(String id) {
        return find(id).filter(entry -> !entry.inShort())
                .flatMap(entry -> format(MARKDOWN)
                        .flatMap(markdown -> read(id, markdown))
                        .map(markdown -> new ShortReport(entry, markdown)));
    }

    /** Writes what was kept in short of a report, unless there is more of it here. */
    public synchronized void restore(ShortReport kept) {
        String id = kept.entry().id();
        if (holds(id)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            writeWhole(directory.resolve(id + MARKDOWN), kept.markdown());
            writeWhole(directory.resolve(id + JSON), kept.json(mapper).toPrettyString() + "\n");
            deleteOldest(id);
        } catch (IOException e) {
            LOG.errorf("the report %s could not be restored to %s: %s", id, directory, e);
        }
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
    public void write(ExperimentResult result) {
        writeAll(result);
        tell(result.id());
    }

    private synchronized void writeAll(ExperimentResult result) {
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
        known.put(report.id(), ReportEntry.of(report));
        deleteOldest(report.id());
    }

    /** Without the lock: who listens may take some seconds. */
    private void tell(String id) {
        // Who fails must not cost the experiment its end.
        listeners.forEach(listener -> Guarded.task(LOG, "telling of the report " + id, () -> listener.accept(id))
                .run());
    }

    @Override
    public boolean holds(String id) {
        return find(id).isPresent();
    }

    @Override
    public boolean amend(String id, LateRollback amendment) {
        boolean there = amendAll(id, amendment);
        if (there) {
            tell(id);
        }
        return there;
    }

    private synchronized boolean amendAll(String id, LateRollback amendment) {
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

    private static void amend(Path file, ReportFormat format, LateRollback amendment) {
        try {
            if (Files.isRegularFile(file)) {
                writeWhole(file, format.amender().amend(Files.readString(file), amendment));
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
    public synchronized List<ReportEntry> list() {
        List<String> ids = newestFirst();
        known.keySet().retainAll(ids);
        List<ReportEntry> all = new ArrayList<>(
                ids.stream().flatMap(id -> find(id).stream()).limit(keep).toList());
        Collections.reverse(all);
        return List.copyOf(all);
    }

    /** Returns what is on disk of that experiment; nothing if it is not there, or is no report, which is logged. */
    public synchronized Optional<ReportEntry> find(String id) {
        if (!id.matches(ID)) {
            return Optional.empty();
        }
        Path file = directory.resolve(id + JSON);
        if (!Files.isRegularFile(file)) {
            known.remove(id);
            return Optional.empty();
        }
        ReportEntry before = known.get(id);
        Optional<ReportEntry> found = before == null ? look(id, file) : Optional.of(before);
        found.ifPresent(kept -> known.put(id, kept));
        return found;
    }

    private Optional<ReportEntry> look(String id, Path file) {
        try {
            return look(id, file, Files.readString(file));
        } catch (IOException e) {
            LOG.warnf("the report %s can't be read and is left out: %s", file, e);
            return Optional.empty();
        }
    }

    private Optional<ReportEntry> look(String id, Path file, String text) {
        try {
            Optional<ReportEntry> kept = ReportEntry.of(id, mapper.readTree(text));
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
        return Guarded.call(() -> Optional.of(format.renderer().render(report)), failure -> {
            LOG.errorf(failure, "the report %s%s could not be made", report.id(), format.suffix());
            return Optional.empty();
        });
    }

    private void put(String id, ReportFormat format, String text) {
        Path file = directory.resolve(id + format.suffix());
        try {
            writeWhole(file, text);
        } catch (IOException e) {
            LOG.errorf("the report %s could not be written: %s", file, e);
        }
    }

    /**
     * Writes the text in UTF-8, in place of what was there, so that whoever reads it sees it whole or not at all; what no encoding has, half a character, becomes a question
     * mark. If the disk refuses it, what was there stays, and nothing else is left behind.
     */
    private static void writeWhole(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            // Not Files.writeString, which refuses the whole text for one such half.
            Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
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
