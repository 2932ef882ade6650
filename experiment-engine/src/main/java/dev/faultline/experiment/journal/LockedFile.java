package dev.faultline.experiment.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that belongs to one process for as long as that has it open. A lock of POSIX ends with the first descriptor of
 * its file that the process closes, whichever that is; so the file is read and written through the one channel that is
 * locked, and must not be opened in any other way. Confined to one thread.
 */
final class LockedFile implements JournalStore.Kept {

    /** Far more than anything that is kept so; a larger one is not ours. */
    private static final int MOST_BYTES = 1 << 26;

    /** What this process has: to open it again, and to close it since it is locked, would end the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path held;
    private final FileChannel channel;

    private LockedFile(Path file, Path held, FileChannel channel) {
        this.file = file;
        this.held = held;
        this.channel = channel;
    }

    /**
     * Opens the file, which is made if there is none.
     *
     * @return empty if another process, or this one, has it
     */
    static Optional<LockedFile> create(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * Opens a file that there is.
     *
     * @return empty if another process, or this one, has it or has just deleted it
     */
    static Optional<LockedFile> open(Path file) throws IOException {
        return open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static Optional<LockedFile> open(Path file, OpenOption... options) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " is no file");
        }
        Path held = directory.toRealPath().resolve(file.getFileName());
        if (!HELD.add(held)) {
            return Optional.empty();
        }
        Optional<LockedFile> opened = Optional.empty();
        try {
            opened = locked(file, options).map(channel -> new LockedFile(file, held, channel));
        } finally {
            if (opened.isEmpty()) {
                HELD.remove(held);
            }
        }
        return opened;
    }

    private static Optional<FileChannel> locked(Path file, OpenOption... options) throws IOException {
        FileChannel channel = FileChannel.open(file, options);
        boolean ours = false;
        try {
            FileLock lock = channel.tryLock();
            // Who had it may have deleted it between the opening and the lock: then this is nobody's file any more.
            ours = lock != null && Files.exists(file);
        } catch (OverlappingFileLockException e) {
            // It is held under another name.
            return Optional.empty();
        } finally {
            if (!ours) {
                channel.close();
            }
        }
        return ours ? Optional.of(channel) : Optional.empty();
    }

    /** Returns its name without a suffix. */
    @Override
    public String id() {
        return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
    }

    /** Returns all that is in it; bytes that are no UTF-8 are replaced. */
    @Override
    public String read() throws IOException {
        long size = channel.size();
        if (size > MOST_BYTES) {
            throw new IOException(file + " has more than " + MOST_BYTES + " bytes");
        }
        ByteBuffer all = ByteBuffer.allocate((int) size);
        int read;
        do {
            read = channel.read(all, all.position());
        } while (read > 0);
        return new String(all.array(), 0, all.position(), StandardCharsets.UTF_8);
    }

    /** Writes to its end, and to the disk: machines are killed too. */
    @Override
    public void append(String text) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (left.hasRemaining()) {
            channel.write(left, channel.size());
        }
        channel.force(false);
    }

    /** Deletes it, if it is there; it stays locked until it is closed. */
    @Override
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(held);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
