package dev.faultline.load.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.wire.WireJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one experiment is about to do, on disk before it is done: a line of JSON each. A process that is killed leaves it
 * behind, and the next one undoes what it names: {@link Journals#unfinished()}. The file is locked while its process
 * lives. Confined to the thread of the experiment.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final ObjectMapper JSON = WireJson.mapper();

    private final Path file;
    private final FileChannel channel;
    private final InstantSource clock;

    private Journal(Path file, FileChannel channel, InstantSource clock) {
        this.file = file;
        this.channel = channel;
        this.clock = clock;
    }

    /**
     * Opens it for writing on.
     *
     * @return null if another process, or this one, has it
     */
    static @Nullable Journal open(Path file, InstantSource clock) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new Journal(file, channel, clock);
            }
        } catch (java.nio.channels.OverlappingFileLockException e) {
            LOG.debugf("%s belongs to this process", file);
        }
        channel.close();
        return null;
    }

    void begin(Experiment experiment) {
        write(JournalEntry.begun(clock.instant(), experiment));
    }

    /** What is on the way back is done whether or not it can be written down. */
    void entering(State state) {
        JournalEntry entry = JournalEntry.entering(clock.instant(), state);
        if (state.isWayBack()) {
            note(entry);
        } else {
            write(entry);
        }
    }

    /** @throws ControlFailed if it can't be written down; then it must not be done */
    void doing(String key, Undo undo) {
        write(JournalEntry.doing(clock.instant(), key, undo));
    }

    void undone(String key) {
        note(JournalEntry.undone(clock.instant(), key));
    }

    /** Nothing is left to be known: the file goes. */
    void finish() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be deleted: %s", file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be closed: %s", file, e);
        }
    }

    private void note(JournalEntry entry) {
        try {
            append(entry);
        } catch (IOException e) {
            LOG.errorf("the journal %s can't be written: %s", file, e);
        }
    }

    private void write(JournalEntry entry) {
        try {
            append(entry);
        } catch (IOException e) {
            throw new ControlFailed("the journal " + file + " can't be written: " + e.getMessage(), true, e);
        }
    }

    private void append(JournalEntry entry) throws IOException {
        byte[] line;
        try {
            line = (JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("journal entries are JSON", e);
        }
        ByteBuffer left = ByteBuffer.wrap(line);
        while (left.hasRemaining()) {
            int unused = channel.write(left);
        }
        // On the disk, not only in the page cache: machines are killed too.
        channel.force(false);
    }
}
