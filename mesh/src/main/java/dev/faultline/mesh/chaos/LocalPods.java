package dev.faultline.mesh.chaos;

import dev.faultline.platform.wire.ControlFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The processes that stand for pods. Whoever starts them writes the process id of each to {@code NAME.pid}, and starts
 * one anew that has ended while there is a {@code NAME.down}: not before the second since 1970 that it holds. So a client
 * that is killed can't keep anything down. Threadsafe.
 */
final class LocalPods {

    private static final Pattern PID = Pattern.compile("[1-9]\\d{0,9}");
    /** Linux tells the start of a process by the second. */
    private static final Duration INEXACT = Duration.ofSeconds(2);

    private final Path directory;
    private final InstantSource clock;

    LocalPods(Path directory, InstantSource clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Returns whether there is such a service. */
    boolean has(String service) {
        return Files.exists(pidFile(service));
    }

    /**
     * Returns the running process of the service. Ids are used again: one that has started after its file was written is
     * somebody else's.
     */
    Optional<ProcessHandle> running(String service) {
        try {
            Path file = pidFile(service);
            String pid = Files.readString(file).trim();
            if (!PID.matcher(pid).matches()) {
                throw new ControlFailed(file + " holds no process id", false, null);
            }
            Instant latest = Files.getLastModifiedTime(file).toInstant().plus(INEXACT);
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info()
                            .startInstant()
                            .map(start -> !start.isAfter(latest))
                            .orElse(false));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ControlFailed("the process of " + service + " is not known: " + e, false, e);
        }
    }

    /** Ends the process of the service, if there is one, and has it started anew after that time. */
    void kill(String service, Duration down) {
        Optional<ProcessHandle> process = running(service);
        if (process.isPresent()) {
            // In this order: one that ended without the file would stay down.
            writeDown(service, clock.instant().plus(down).getEpochSecond());
            process.get().destroyForcibly();
        }
    }

    /** Has the process of the service started anew at once, if it is kept down. */
    void release(String service) {
        if (Files.exists(downFile(service))) {
            writeDown(service, 0);
        }
    }

    private void writeDown(String service, long until) {
        try {
            Path whole = directory.resolve(service + ".down.new");
            Files.writeString(whole, until + "\n");
            Files.move(whole, downFile(service), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ControlFailed("can't tell how long " + service + " is down: " + e, false, e);
        }
    }

    private Path pidFile(String service) {
        return directory.resolve(service + ".pid");
    }

    private Path downFile(String service) {
        return directory.resolve(service + ".down");
    }
}
