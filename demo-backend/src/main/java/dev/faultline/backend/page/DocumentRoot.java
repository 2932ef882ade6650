package dev.faultline.backend.page;

import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A directory as a site. Whatever is asked for is resolved to its real path first, and served only if that lies within
 * the real root: links that stay within are followed, links that lead out are forbidden. Threadsafe; blocks.
 */
public final class DocumentRoot implements Site {

    /** The page of a directory. */
    static final String INDEX = "index.html";

    /** Files up to this size are read at once, which saves opening them a second time. In bytes. */
    static final int READ_AT_ONCE = 16 * 1024;

    /** A file may change again within the grain of its time stamp; until then its tag is weak, as Apache has it. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final Path root;
    private final InstantSource clock;

    private DocumentRoot(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /**
     * Opens a directory.
     *
     * @throws InvalidValue naming {@code field} if it is not a directory that can be read
     */
    public static DocumentRoot of(String field, String directory, InstantSource clock) {
        try {
            Path real = Path.of(directory).toRealPath();
            if (Files.isDirectory(real) && Files.isReadable(real)) {
                return new DocumentRoot(real, clock);
            }
        } catch (IOException | InvalidPathException e) {
            throw new InvalidValue(field, "must be a directory that can be read", '"' + directory + '"', e);
        }
        throw new InvalidValue(field, "must be a directory that can be read", '"' + directory + '"');
    }

    /** Returns whether the directory is still there and can be read. */
    public boolean readable() {
        return Files.isDirectory(root) && Files.isReadable(root);
    }

    /** Returns the real path of the directory. */
    public Path directory() {
        return root;
    }

    @Override
    public boolean mayBlock() {
        return true;
    }

    @Override
    public Lookup find(LocalPath path) throws IOException {
        try {
            Path file = root;
            for (String segment : path.segments()) {
                file = file.resolve(segment);
            }
            return at(file.toRealPath(), path);
        } catch (AccessDeniedException e) {
            return new Lookup.Forbidden();
        } catch (InvalidPathException e) {
            return new Lookup.Missing();
        } catch (FileSystemException e) {
            // No such file, a file where a directory should be, a name too long, a loop of links.
            return new Lookup.Missing();
        }
    }

    private Lookup at(Path real, LocalPath asked) throws IOException {
        if (!real.startsWith(root)) {
            return new Lookup.Forbidden();
        }
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (!attributes.isDirectory()) {
            return asked.slash() ? new Lookup.Missing() : file(real, attributes, asked.name());
        }
        return asked.slash() ? index(real) : new Lookup.Moved(asked.withSlash());
    }

    private Lookup index(Path directory) throws IOException {
        Path named = directory.resolve(INDEX);
        if (!Files.exists(named)) {
            return new Lookup.Forbidden();
        }
        Path real = named.toRealPath();
        if (!real.startsWith(root)) {
            return new Lookup.Forbidden();
        }
        return file(real, Files.readAttributes(real, BasicFileAttributes.class), INDEX);
    }

    private Lookup file(Path real, BasicFileAttributes attributes, String name) throws IOException {
        // Reading a pipe or a device could block for ever.
        if (!attributes.isRegularFile() || !Files.isReadable(real)) {
            return new Lookup.Forbidden();
        }
        Instant modified = attributes.lastModifiedTime().toInstant();
        Content content = attributes.size() > READ_AT_ONCE
                ? new FileContent(real, attributes.size())
                : new MemoryContent(read(real));
        long micros = modified.getEpochSecond() * 1_000_000 + modified.getNano() / 1_000;
        String version = Long.toHexString(content.length()) + "-" + Long.toHexString(micros);
        boolean weak = modified.plus(SETTLED).isAfter(clock.instant());
        return new Lookup.Found(new Page(MediaTypes.of(name), new EntityTag(weak, version), modified, content));
    }

    private static byte[] read(Path real) throws IOException {
        try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(READ_AT_ONCE);
        }
    }
}
