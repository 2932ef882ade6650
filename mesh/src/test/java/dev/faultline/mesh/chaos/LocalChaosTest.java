package dev.faultline.mesh.chaos;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real process that does nothing but wait. */
@Timeout(30)
class LocalChaosTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_000);

    @TempDir
    private Path pods;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private Process process;
    private LocalChaos chaos;

    @BeforeEach
    void create() throws IOException {
        start();
        chaos = new LocalChaos(pods, new Manifests(Path.of("..", "k8s", "chaos-mesh")), () -> NOW, () -> thread);
    }

    private void start() throws IOException {
        process = new ProcessBuilder("sleep", "1000").start();
        Files.writeString(pods.resolve("demo-backend.pid"), process.pid() + "\n");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
        thread.shutdownNow();
    }

    private ObjectNode object(String file) {
        return chaos.objects(JsonNodeFactory.instance.textNode(file)).get(0);
    }

    private String down() throws IOException {
        return Files.readString(pods.resolve("demo-backend.down")).trim();
    }

    @Test
    void aPodThatFailsIsKilledAndKeptDownUntilTheEnd() throws Exception {
        ObjectNode failure = object("backend-pod-failure.yaml");
        chaos.apply(failure, Duration.ZERO);
        assertEquals(128 + 9, process.waitFor());
        assertEquals("1008", down());
        chaos.delete(failure);
        assertEquals("0", down());
        chaos.delete(failure);
    }

    @Test
    void aScheduleKillsAgainAndAgainUntilItIsDeleted() throws Exception {
        ObjectNode schedule = object("backend-pod-kill.yaml");
        ((ObjectNode) schedule.path("spec")).put("schedule", "@every 1s");
        chaos.apply(schedule, Duration.ZERO);
        assertTrue(process.isAlive(), "not before the first period is over");
        assertEquals(128 + 9, process.waitFor());
        assertEquals("1000", down());
        start();
        assertEquals(128 + 9, process.waitFor());
        chaos.delete(schedule);
        start();
        // Longer than a period.
        assertTrue(!process.waitFor(1_500, TimeUnit.MILLISECONDS));
    }

    @Test
    void somebodyElsesProcessIsLeftAlone() throws Exception {
        // An id that is used again: its process has started long after the file was written.
        Files.setLastModifiedTime(
                pods.resolve("demo-backend.pid"), FileTime.from(Instant.now().minusSeconds(60)));
        chaos.apply(object("backend-pod-failure.yaml"), Duration.ZERO);
        assertTrue(!process.waitFor(200, TimeUnit.MILLISECONDS));
        assertTrue(Files.notExists(pods.resolve("demo-backend.down")));
    }

    @Test
    void aStarvedProcessStandsStillAndGoesOn() throws IOException {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "no /proc");
        ObjectNode stress = object("backend-cpu-stress.yaml");
        chaos.apply(stress, Duration.ZERO);
        awaitStopped(true);
        awaitStopped(false);
        awaitStopped(true);
        chaos.delete(stress);
        awaitStopped(false);
        for (long end = System.nanoTime() + 300_000_000; System.nanoTime() - end < 0; ) {
            assertTrue(!isStopped(), "it goes on for good");
        }
    }

    @Test
    void aProcessThatAKilledClientHasStoppedGoesOn() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/stat")), "no /proc");
        assertEquals(
                0,
                new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor());
        awaitStopped(true);
        chaos.delete(object("backend-cpu-stress.yaml"));
        awaitStopped(false);
    }

    private void awaitStopped(boolean wanted) {
        await().pollInterval(Duration.ofMillis(10)).until(() -> isStopped() == wanted);
    }

    private boolean isStopped() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }

    @Test
    void aServiceThatDoesNotRunHereIsRefused() throws IOException {
        Files.delete(pods.resolve("demo-backend.pid"));
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> object("backend-pod-kill.yaml"));
        assertTrue(refusal.getMessage().contains("must select a service that runs here"), refusal.getMessage());
        assertThrows(InvalidValue.class, () -> object("backend-network-delay.yaml"));
    }
}
