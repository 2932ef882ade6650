package dev.faultline.backend.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    Path proc;

    @Test
    void readsWhatLinuxTells() throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.writeString(proc.resolve("loadavg"), "0.20 0.18 0.12 1/80 11206\n");
        Files.writeString(
                proc.resolve("self/stat"),
                "42 (a) b (c) S 1 42 42 0 -1 4194560 9057 0 3 0 192 20 5 7 20 0 32 0 1234 1 2 3\n");
        Machine machine = new Machine(proc);
        assertEquals(new Load(0.20, 0.18, 0.12), machine.load());
        assertEquals(new CpuTimes(1.92, 0.20, 0.05, 0.07), machine.cpu());
    }

    @Test
    void knowsNothingElsewhere() {
        Machine machine = new Machine(proc.resolve("nowhere"));
        assertEquals(Load.UNKNOWN, machine.load());
        assertNull(machine.cpu());
    }
}
