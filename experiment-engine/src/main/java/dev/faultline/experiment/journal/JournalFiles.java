package dev.faultline.experiment.journal;

import dev.faultline.platform.wire.ControlFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The journals of a directory, which is made when it is needed: a file each, locked while its process lives.
 *
 * @param directory may be one that several processes share
 */
public record JournalFiles(Path directory) implements JournalStore {

    private static final Logger LOG = Logger.getLogger(JournalFiles.class);
    private static final String SUFFIX = ".journal";

    @Override
    public Optional<Kept> create(String id) throws IOException {
        Files.createDirectories(directory);
        return LockedFile.create(directory.resolve(id + SUFFIX)).map(Kept.class::cast);
    }

    @Override
    public List<Kept> takeLeft() {
        List<Kept> taken = new ArrayList<>();
        for (Path file : files()) {
            try {
                LockedFile.open(file).ifPresent(taken::add);
            } catch (IOException e) {
                LOG.errorf("the journal %s can't be read: %s", file, e);
            }
        }
        return taken;
    }

    @Override
    public void appendToOthers(String text) {
        Journals.doAll(
                files().stream().<Runnable>map(file -> () -> append(file, text)).toList());
    }

    private static void append(Path path, String text) {
        try (LockedFile file = LockedFile.open(path).orElse(null)) {
            if (file != null) {
                file.append(text);
            }
        } catch (NoSuchFileException e) {
            LOG.debugf("%s has come to its end", path);
        } catch (IOException e) {
            throw new ControlFailed("the journal " + path + " can't be written: " + e.getMessage(), false, e);
        }
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Nobody is to wait for it: it does not mend itself.
            LOG.errorf("the journals of %s can't be read: %s", directory, e);
            return List.of();
        }
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
