package dev.faultline.backend.access;

import dev.faultline.wire.InvalidValue;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneId;

/** Opens the access log that a setting names. */
public final class AccessLogTarget {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private AccessLogTarget() {}

    /**
     * Opens the log: {@code off}, {@code stdout} or a file, which is appended to.
     *
     * @throws InvalidValue naming {@code field} if the file cannot be written
     */
    public static AccessLog open(String field, String target, ZoneId zone) {
        if (target.equals("off")) {
            return AccessLog.OFF;
        }
        return new QueuedAccessLog(target.equals("stdout") ? stdout() : file(field, target), zone, PATIENCE);
    }

    /** Not System.out, which takes a lock and flushes with every line. */
    private static Writer stdout() {
        return new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.US_ASCII);
    }

    private static Writer file(String field, String target) {
        try {
            return Files.newBufferedWriter(
                    Path.of(target), StandardCharsets.US_ASCII, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException | InvalidPathException e) {
            throw new InvalidValue(field, "must be off, stdout or a file that can be written", '"' + target + '"', e);
        }
    }
}
