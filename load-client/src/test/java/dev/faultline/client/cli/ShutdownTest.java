package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ShutdownTest {

    private final List<Integer> halted = new ArrayList<>();

    @Test
    void theCodeIsThatOfTheCommand() throws InterruptedException {
        List<Thread> hooks = new ArrayList<>();
        Shutdown.ExitCode.endWith(CompletableFuture.completedFuture(99), hooks::add, halted::add);
        assertEquals(List.of(), halted);
        hooks.get(0).start();
        hooks.get(0).join();
        assertEquals(List.of(99), halted);
    }

    @Test
    void aSignalWhileItStartsIsAnAbort() {
        Shutdown.ExitCode.endWith(
                new CompletableFuture<>(),
                hook -> {
                    throw new IllegalStateException("Shutdown in progress");
                },
                halted::add);
        assertEquals(List.of(105), halted);
    }
}
