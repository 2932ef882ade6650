package dev.faultline.experiment.read;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Metadata;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The experiments that lie in a directory, ready to be started: its files {@code NAME.yaml}, the first {@value #MOST} by
 * name. They are read whenever they are asked for. Threadsafe.
 */
public final class ReadyExperiments {

    /** How many are looked at. */
    static final int MOST = 100;

    private static final Logger LOG = Logger.getLogger(ReadyExperiments.class);
    private static final String SUFFIX = ".yaml";
    private static final int LONGEST = 1 << 18;

    /** What an experiment needs that its document can't say: {@code # route: FILE}, {@code # scheme: https}. */
    private static final Pattern NEED = Pattern.compile("# ((?:route|scheme): .+)");

    private final @Nullable Path directory;
    private final ExperimentReader reader;
    private final Set<String> complaints = ConcurrentHashMap.newKeySet();

    /**
     * One of them.
     *
     * @param name of its file, without the suffix
     * @param configuration the values that may be set, and what they are otherwise
     * @param needs what must be in force before it is started, such as {@code route: linkerd/header-route.yaml}
     * @param plannedSeconds how long it takes at most, by its own plan
     * @param text the file
     */
    public record Ready(
            String name,
            String title,
            String description,
            List<String> tags,
            JsonNode configuration,
            List<String> needs,
            long plannedSeconds,
            String text) {}

    /** @param directory null if there is none */
    public ReadyExperiments(@Nullable Path directory, ExperimentReader reader) {
        this.directory = directory;
        this.reader = reader;
    }

    /** Returns them, by name; what can't be read is logged and left out. */
    public List<Ready> list() {
        if (directory == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        List<Ready> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .limit(MOST)
                    .forEach(file -> read(file).ifPresent(all::add));
        } catch (IOException e) {
            complain(directory + " can't be read: " + e);
        }
        return all;
    }

    private Optional<Ready> read(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                complain(file + " has more than " + LONGEST + " bytes");
                return Optional.empty();
            }
            byte[] document = Files.readAllBytes(file);
            String name = file.getFileName().toString();
            return Optional.of(ready(name.substring(0, name.length() - SUFFIX.length()), document));
        } catch (IOException e) {
            complain(file + " can't be read: " + e);
        } catch (InvalidValue e) {
            complain(file + " is no experiment: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Ready ready(String name, byte[] document) {
        Experiment experiment = reader.read(document, Map.of());
        String text = new String(document, StandardCharsets.UTF_8);
        Metadata heading = experiment.heading();
        return new Ready(
                name,
                heading.title(),
                heading.description() == null ? "" : heading.description(),
                heading.tags(),
                experiment.document().withObject("/configuration"),
                needs(text),
                experiment.planned().toSeconds(),
                text);
    }

    /** They stand above the document. */
    private static List<String> needs(String text) {
        return text.lines()
                .takeWhile(line -> line.startsWith("#") || line.isBlank())
                .map(NEED::matcher)
                .filter(Matcher::matches)
                .map(need -> need.group(1).strip())
                .toList();
    }

    /** Once for each, as long as these are few: lists are asked for often. */
    private void complain(String complaint) {
        if (complaints.size() < MOST && complaints.add(complaint)) {
            LOG.warnf("not among the ready experiments: %s", complaint);
        }
    }
}
