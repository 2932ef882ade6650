package dev.faultline.platform.launch;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can't be tried from outside: a build, whose files the other tests need. */
@Timeout(60)
class DemoTest {

    @Test
    void aBuildEndsWithTheInputAndWithAllThatItHasStarted() throws Exception {
        Process guard = new ProcessBuilder(Demo.guarded("sh", "-c", "sleep 1000 & sleep 1000")).start();
        await().until(() -> sleeping(guard).size() == 2);
        List<ProcessHandle> sleeping = sleeping(guard);
        guard.getOutputStream().close();
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(5))
                .until(() -> !guard.isAlive() && sleeping.stream().noneMatch(ProcessHandle::isAlive));
        assertNotEquals(0, guard.exitValue());
    }

    private static List<ProcessHandle> sleeping(Process guard) {
        return guard.descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("sleep 1000"))
                .filter(process -> !process.info().commandLine().orElse("").contains("&"))
                .toList();
    }

    @Test
    void aBuildThatEndsByItselfTellsItsExitCodeAndLeavesNoGuard() throws Exception {
        String mark = "guarded-by-" + ProcessHandle.current().pid();
        Process guard = new ProcessBuilder(Demo.guarded("sh", "-c", "exit 7", mark)).start();
        assertTrue(guard.waitFor(30, TimeUnit.SECONDS));
        assertEquals(7, guard.exitValue());
        await().until(() -> ProcessHandle.allProcesses()
                .noneMatch(process -> process.info().commandLine().orElse("").contains(mark)));
    }
}
