package dev.faultline.injector.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The connections of this process, as the kernel counts them; other systems than Linux tell of none. */
final class OpenConnections {

    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";

    private OpenConnections() {}

    /** Returns how many connections the server on that port has a descriptor of. */
    static long of(int port) throws IOException {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        long open = 0;
        for (Path table : TABLES) {
            if (Files.exists(table)) {
                try (Stream<String> lines = Files.lines(table)) {
                    open += lines.map(line -> line.trim().split("\\s+"))
                            .filter(row -> row[LOCAL].endsWith(suffix) && !row[STATE].equals(LISTENING))
                            .filter(row -> !row[INODE].equals("0"))
                            .count();
                }
            }
        }
        return open;
    }
}
