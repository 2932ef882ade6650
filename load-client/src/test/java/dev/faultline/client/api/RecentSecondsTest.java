package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.platform.wire.WireJson;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentSecondsTest {

    private final RecentSeconds seconds = new RecentSeconds(() -> 7, WireJson.mapper());

    /** Adds those that begin so many seconds after the start. */
    private void add(int from, int to) {
        for (int i = from; i < to; i++) {
            long nanos = i * 1_000_000_000L;
            seconds.add(new Window(Instant.ofEpochSecond(i), nanos, nanos + 1_000_000_000L, new Tally()));
        }
    }

    private List<Long> read(long first) {
        List<Long> ids = new ArrayList<>();
        for (RecentSeconds.Numbered each = seconds.from(first); each != null; each = seconds.from(each.number() + 1)) {
            ids.add(each.second().id());
        }
        return ids;
    }

    @ParameterizedTest(name = "{0} seconds, last {1} s, after {2}: {3} from {4}")
    @CsvSource({
        // Kept seconds, wanted length, last id, how many, the first of them.
        "0, 300, , 0, ",
        "10, 300, , 10, 0",
        "10, 3, , 3, 7000",
        "10, 300, 6000, 3, 7000",
        "10, 2, 4000, 2, 8000",
        "10, 300, 9000, 0, ",
        "10, 300, 999999, 0, ",
        "10, 1, , 1, 9000",
        "1000, 600, , 600, 400000",
        "1000, 600, 5000, 600, 400000",
    })
    void aReaderBeginsWhereItAsks(int kept, int last, @Nullable Long id, int count, @Nullable Long first) {
        add(0, kept);
        List<Long> ids = read(seconds.first(Duration.ofSeconds(last), id == null ? Long.MIN_VALUE : id));
        assertEquals(count, ids.size());
        if (first != null) {
            assertEquals(first, ids.get(0));
        }
    }

    @Test
    void whoIsFarBehindLosesTheOldestOnly() {
        add(0, 10);
        long first = seconds.first(Duration.ofMinutes(5), Long.MIN_VALUE);
        add(10, 700);
        List<Long> ids = read(first);
        assertEquals(RecentSeconds.KEPT, ids.size());
        assertEquals(100_000L, ids.get(0));
        assertEquals(699_000L, ids.get(RecentSeconds.KEPT - 1));
    }

    @Test
    void aSecondIsToldAsItIsSent() {
        assertNull(seconds.from(0));
        add(3, 4);
        RecentSeconds.Numbered only = seconds.from(0);
        assertNotNull(only);
        String json = only.second().json();
        assertEquals(
                "{\"time\":\"1970-01-01T00:00:03Z\",\"planRate\":7.0,\"samples\":0,\"seconds\":1.0",
                json.substring(0, 71));
    }
}
