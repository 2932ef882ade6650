package dev.faultline.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerStatusTest {

    private final Traffic traffic = new Traffic();
    private final Settings settings = settings(8, "Test/1 (Debian)");

    private static Settings settings(int maxInFlight, String server) {
        return new Settings(
                null, new ServiceTime.None(), new SplittableRandom(1), maxInFlight, server, SettingsTest.BOUNDS);
    }

    /** The figures of an Apache 2.4.46 after 26 seconds. */
    @Test
    void writesTheLinesOfApache() {
        for (int i = 0; i < 31; i++) {
            traffic.begin();
        }
        for (int i = 0; i < 30; i++) {
            traffic.end(Traffic.Outcome.SUCCESS, i == 0 ? 217 * 1024 + 5 : 0, 366_667);
        }
        traffic.connected();
        assertEquals("""
                ServerVersion: Test/1.0.0 (Debian)
                ServerMPM: vertx-epoll
                ServerUptimeSeconds: 26
                Total Accesses: 30
                Total kBytes: 217
                Total Duration: 11
                CPULoad: 0.846154
                Uptime: 26
                ReqPerSec: 1.15385
                BytesPerSec: 8546.46
                BytesPerReq: 7406.93
                DurationPerReq: 0.366667
                BusyWorkers: 1
                IdleWorkers: 7
                ConnsTotal: 1
                Scoreboard: W_______
                """, ServerStatus.text(settings, "vertx-epoll", traffic, 26, 220_000_000));
    }

    @Test
    void leavesOutAveragesOverNothing() {
        traffic.begin();
        assertEquals("""
                ServerVersion: Test/1.0.0 (Debian)
                ServerMPM: vertx-nio
                ServerUptimeSeconds: 0
                Total Accesses: 0
                Total kBytes: 0
                Total Duration: 0
                Uptime: 0
                BusyWorkers: 1
                IdleWorkers: 7
                ConnsTotal: 0
                Scoreboard: W_______
                """, ServerStatus.text(settings, "vertx-nio", traffic, 0, -1));
    }

    private String busy(Settings busy) {
        for (int i = 0; i < 5; i++) {
            traffic.begin();
        }
        traffic.end(Traffic.Outcome.SUCCESS, 3 * 1024, 2_000_000);
        traffic.end(Traffic.Outcome.SUCCESS, 0, 2_000_000);
        return ServerStatus.text(busy, "vertx-epoll", traffic, 26, 220_000_000);
    }

    /**
     * By the rules of collectd's apache plugin: words between blanks, at most four a line; what has three of them is known by
     * the first two, what has two by the first; nothing may stand behind a number.
     */
    @ParameterizedTest
    @ValueSource(strings = {"Test/1 (Debian)", "My Own Server", "Total Accesses: 7"})
    void collectdReadsIt(String server) {
        Map<String, Long> read = new HashMap<>();
        String scores = "";
        for (String line : busy(settings(8, server)).split("\n", -1)) {
            String[] words = line.strip().split("[ \t\r]+", 5);
            if (words.length == 3 && words[0].equals("Total")) {
                if (words[1].equals("Accesses:") || words[1].equals("kBytes:")) {
                    assertNull(read.put(words[1], Long.valueOf(words[2])), line);
                }
            } else if (words.length == 2 && words[0].matches("(Busy|Idle)(Workers|Servers):")) {
                assertNull(read.put(words[0], Long.valueOf(words[1])), line);
            } else if (words.length == 2 && words[0].equals("Scoreboard:")) {
                scores = words[1];
            }
        }
        assertEquals(Map.of("Accesses:", 2L, "kBytes:", 3L, "BusyWorkers:", 3L, "IdleWorkers:", 5L), read);
        // Each character is a state that it has a name for.
        assertTrue(scores.matches("[_SRWKDCLGI.]{8}"), scores);
        assertEquals(3, scores.chars().filter(state -> state == 'W').count());
    }

    /**
     * By the rules of Telegraf's apache plugin: lines of at most 64 KiB; the name is what stands before the first colon, less
     * its blanks; a value that is no number is left out, and the scoreboard counted.
     */
    @ParameterizedTest
    @ValueSource(ints = {8, Settings.MOST_IN_FLIGHT})
    void telegrafReadsIt(int maxInFlight) {
        Map<String, Double> read = new HashMap<>();
        int sending = 0;
        for (String line : busy(settings(maxInFlight, "Test/1 (Debian)")).split("\n", -1)) {
            assertTrue(line.length() < 65_536, () -> line.substring(0, 20));
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = line.substring(0, colon).replace(" ", "");
            String value = line.substring(colon + 1).strip();
            if (name.equals("Scoreboard")) {
                sending = (int) value.chars().filter(state -> state == 'W').count();
            } else if (value.matches("[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")) {
                assertNull(read.put(name, Double.valueOf(value)), line);
            }
        }
        assertEquals(3, sending);
        assertEquals(
                Set.of(
                        "ServerUptimeSeconds",
                        "TotalAccesses",
                        "TotalkBytes",
                        "TotalDuration",
                        "CPULoad",
                        "Uptime",
                        "ReqPerSec",
                        "BytesPerSec",
                        "BytesPerReq",
                        "DurationPerReq",
                        "BusyWorkers",
                        "IdleWorkers",
                        "ConnsTotal"),
                read.keySet());
        assertEquals(2, read.get("TotalAccesses"));
        assertEquals(maxInFlight - 3, read.get("IdleWorkers"));
    }

    /** Each of these lines makes an exporter for Prometheus, Debian's prometheus-apache-exporter, end if it is not so. */
    @ParameterizedTest
    @CsvSource({
        "Apache/2.4.57 (Debian),    Apache/2.4.57 (Debian)",
        "Apache/2.4.57,             Apache/2.4.57",
        "Apache/2.4 (Unix) PHP/8,   Apache/2.4.0 (Unix) PHP/8",
        "Apache/2,                  Apache/2.0.0",
        "Apache,                    Apache/0.0.0",
        "Apache/,                   Apache/0.0.0",
        "Apache/new,                Apache/0.0.0",
        "My Server,                 My Server/0.0.0",
    })
    void theServerHasAVersionOfThreeNumbers(String server, String line) {
        String versioned = ServerStatus.versioned(server);
        // As the exporter takes it apart.
        String[] numbers = versioned.split("/", -1)[1].split(" ", -1)[0].split("\\.", -1);
        assertTrue(Double.parseDouble(numbers[0] + "." + numbers[1]) >= 0, versioned);
        // The version of a build is known to what Quarkus has started.
        assertEquals(line, versioned.replaceFirst("^(Apache|My Server)/0\\.\\d+\\.0$", "$1/0.0.0"));
    }
}
