package dev.faultline.backend.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuedAccessLogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void writesEveryLineInOrderBeforeItCloses() {
        StringWriter out = new StringWriter();
        AccessLog log = new QueuedAccessLog(out, ZoneOffset.UTC, PATIENCE);
        for (int i = 0; i < 5_000; i++) {
            log.add(line("GET /" + i));
        }
        log.close();
        String[] lines = out.toString().split("\n", -1);
        assertEquals(5_001, lines.length);
        assertTrue(lines[4_999].contains("\"GET /4999\""), lines[4_999]);
        assertEquals(0, log.dropped());
    }

    @Test
    void dropsAndCountsWhatASlowDiskCannotTake() throws InterruptedException {
        SlowWriter disk = new SlowWriter();
        AccessLog log = new QueuedAccessLog(disk, ZoneOffset.UTC, PATIENCE);
        log.add(line("first"));
        disk.writing.await();
        CombinedLine large = line("x".repeat(1024 * 1024 - 200));
        for (int i = 0; i < 6; i++) {
            log.add(large);
        }
        assertEquals(2, log.dropped(), "four of a mebibyte fit, two do not");
        disk.released.countDown();
        log.close();
        assertEquals(2, log.dropped());
        assertEquals(5, disk.lines);
    }

    @Test
    void countsWhatAFullDiskRefuses() {
        FullDisk disk = new FullDisk();
        AccessLog log = new QueuedAccessLog(disk, ZoneOffset.UTC, PATIENCE);
        log.add(line("lost"));
        log.close();
        assertEquals(1, log.dropped());
    }

    @Test
    void takesNothingOnceClosed() {
        AccessLog log = new QueuedAccessLog(new StringWriter(), ZoneOffset.UTC, PATIENCE);
        log.close();
        log.add(line("late"));
        assertEquals(1, log.dropped());
    }

    @Test
    void appendsToTheFileThatIsNamed(@TempDir Path temp) throws IOException {
        Path file = temp.resolve("access.log");
        Files.writeString(file, "before\n");
        AccessLog log = AccessLogTarget.open("log", file.toString(), ZoneOffset.UTC);
        assertTrue(log.on());
        log.add(line("GET /"));
        log.close();
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void refusesAFileThatCannotBeWritten(@TempDir Path temp) {
        String directory = temp.toString();
        InvalidValue e = assertThrows(InvalidValue.class, () -> AccessLogTarget.open("log", directory, ZoneOffset.UTC));
        assertEquals(
                "log must be off, stdout or a file that can be written",
                e.getMessage().replaceFirst(", was .*", ""));
    }

    @Test
    void canBeOff() {
        AccessLog off = AccessLogTarget.open("log", "off", ZoneOffset.UTC);
        off.add(line("GET /"));
        off.close();
        assertFalse(off.on());
        assertEquals(0, off.dropped());
    }

    private static CombinedLine line(String request) {
        return new CombinedLine("::1", Instant.EPOCH, request, 200, 1, null, null);
    }

    /** Writes nothing until it is released. */
    private static final class SlowWriter extends StringWriter {

        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile int lines;

        @Override
        public void flush() {
            writing.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            lines = Math.toIntExact(toString().lines().count());
        }
    }

    /** Has no room. */
    private static final class FullDisk extends Writer {

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            throw new IOException("no space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
