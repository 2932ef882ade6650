package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.load.experiment.LockedFile;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The document of an experiment whose method was begun, on disk until it is rolled back. A process that is killed leaves
 * it behind, and the next one makes its rollbacks; so does a run that is over but for rollbacks that failed, and then a
 * second line says which. It holds no secrets: they are looked up again. The file is locked while
 * its process lives. Confined to one thread.
 */
final class RollbackFile implements ToolkitRun.Ledger, AutoCloseable {

    static final String SUFFIX = ".rollbacks";
    private static final String LEFT = "left";
    private static final Logger LOG = Logger.getLogger(RollbackFile.class);
    private static final ObjectMapper JSON = WireJson.mapper();

    private final Path file;
    private final ObjectNode document;
    private @Nullable LockedFile locked;
    private @Nullable Set<Integer> left;

    RollbackFile(Path file, ObjectNode document) {
        this.file = file;
        this.document = document;
    }

    /**
     * Opens what another process has left.
     *
     * @return null if a process that lives has it, or if it was never whole
     */
    static @Nullable RollbackFile open(Path file) throws IOException {
        LockedFile locked = LockedFile.open(file).orElse(null);
        if (locked == null) {
            return null;
        }
        RollbackFile found = null;
        try {
            found = read(file, locked);
        } finally {
            if (found == null) {
                locked.close();
            }
        }
        if (found.document.isEmpty()) {
            // It was being written when the process was killed, and so nothing had been done.
            found.finish();
            found.close();
            return null;
        }
        return found;
    }

    private static RollbackFile read(Path file, LockedFile locked) throws IOException {
        List<ObjectNode> lines = lines(locked);
        RollbackFile found = new RollbackFile(file, lines.isEmpty() ? JSON.createObjectNode() : lines.get(0));
        found.locked = locked;
        found.left = lines.size() > 1 ? numbers(lines.get(lines.size() - 1)) : null;
        return found;
    }

    /** What is not whole was being written when the process was killed; whatever comes before it counts. */
    private static List<ObjectNode> lines(LockedFile file) throws IOException {
        List<ObjectNode> lines = new ArrayList<>();
        try {
            for (String line : file.read().split("\n", -1)) {
                if (JSON.readTree(line) instanceof ObjectNode whole) {
                    lines.add(whole);
                }
            }
        } catch (JsonProcessingException e) {
            LOG.warnf("%s is not whole: %s", file, e.getOriginalMessage());
        }
        return lines;
    }

    private static Set<Integer> numbers(ObjectNode line) {
        Set<Integer> numbers = new TreeSet<>();
        line.path(LEFT).forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    /** Returns what the experiment was. */
    ObjectNode document() {
        return document;
    }

    @Override
    public void begin() {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            LockedFile opened = LockedFile.create(file)
                    .orElseThrow(() -> new ControlFailed(file + " belongs to another process", true, null));
            locked = opened;
            opened.append(document.toString());
        } catch (IOException e) {
            throw new ControlFailed(file + " can't be written: " + e.getMessage(), true, e);
        }
    }

    /** Returns which rollbacks are left, counted from 0; null if the run was not over. */
    @Nullable
    Set<Integer> left() {
        return left;
    }

    @Override
    public void left(Set<Integer> rollbacks) {
        ObjectNode line = JSON.createObjectNode();
        ArrayNode numbers = line.putArray(LEFT);
        rollbacks.forEach(numbers::add);
        try {
            if (locked != null) {
                locked.append("\n" + line + "\n");
            }
        } catch (IOException e) {
            LOG.errorf("%s can't be written: %s", file, e);
        }
    }

    @Override
    public void finish() {
        try {
            boolean unused = Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.errorf("%s can't be deleted: %s", file, e);
        }
    }

    @Override
    public void close() {
        try {
            if (locked != null) {
                locked.close();
            }
        } catch (IOException e) {
            LOG.errorf("%s can't be closed: %s", file, e);
        }
    }
}
