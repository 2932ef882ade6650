package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the whole run when a process outlives it that one of its tests has started: a service, {@code ./demo}, or what
 * either of them has started. JUnit finds it by its name in {@code META-INF/services}.
 */
public final class NothingLeft implements Extension, BeforeAllCallback {

    /** What a process gets to end once nobody is left that it is for. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(NothingLeft.class))
                .computeIfAbsent(AtTheEnd.class);
    }

    /** Closed after the last test. */
    static final class AtTheEnd implements AutoCloseable {

        @Override
        public void close() throws IOException {
            Demo.closeShared();
            Instant begin = ProcessHandle.current().info().startInstant().orElse(Instant.MIN);
            List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
            assertNothing(process -> children.contains(process)
                    || (isOurs(process)
                            && process.info().startInstant().orElse(Instant.MAX).isAfter(begin)));
        }
    }

    /** Fails unless every such process ends within five seconds; then it ends them for good. */
    static void assertNothing(Predicate<ProcessHandle> such) {
        try {
            Awaiting.within(GRACE, () -> running(such).findAny().isEmpty());
        } catch (ConditionTimeoutException e) {
            List<ProcessHandle> left = running(such).toList();
            List<String> told = left.stream().map(NothingLeft::told).toList();
            left.forEach(ProcessHandle::destroyForcibly);
            assertEquals(List.of(), told, "processes that are left");
        }
    }

    private static Stream<ProcessHandle> running(Predicate<ProcessHandle> such) {
        return ProcessHandle.allProcesses().filter(such).filter(ProcessHandle::isAlive);
    }

    /** Returns whether it has been started from this checkout: a service, {@code ./demo} or its build. */
    static boolean isOurs(ProcessHandle process) {
        String line = process.info().commandLine().orElse("");
        return line.contains(Demo.ROOT + "/")
                && Stream.of("quarkus-run.jar", "demo.root=").anyMatch(line::contains);
    }

    private static String told(ProcessHandle process) {
        return process.pid() + " " + process.info().commandLine().orElse("");
    }
}
