package dev.faultline.backend.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads what Linux tells in {@code /proc}. Blocks, though briefly. */
public final class Machine {

    /** The kernel tells times to programs in hundredths of a second on every architecture that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** {@code utime} is field 14 of proc(5); the name, field 2, may hold blanks and is cut off, so that this is state. */
    private static final int UTIME = 14 - 3;

    private final Path proc;

    /** @param proc where the process file system is mounted */
    public Machine(Path proc) {
        this.proc = proc;
    }

    /** Returns the load averages. */
    public Load load() {
        String[] averages = read("loadavg").split(" ", -1);
        return averages.length < 3
                ? Load.UNKNOWN
                : new Load(
                        Double.parseDouble(averages[0]),
                        Double.parseDouble(averages[1]),
                        Double.parseDouble(averages[2]));
    }

    /** Returns the CPU times of this process; null on systems other than Linux. */
    public @Nullable CpuTimes cpu() {
        String stat = read("self/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length <= UTIME + 3
                ? null
                : new CpuTimes(
                        seconds(fields[UTIME]),
                        seconds(fields[UTIME + 1]),
                        seconds(fields[UTIME + 2]),
                        seconds(fields[UTIME + 3]));
    }

    private static double seconds(String ticks) {
        return Long.parseLong(ticks) / TICKS_PER_SECOND;
    }

    private String read(String file) {
        try {
            return Files.readString(proc.resolve(file));
        } catch (IOException e) {
            // Not Linux: Apache leaves out what its system does not tell, and so do we.
            return "";
        }
    }
}
