package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.WindowWriter.HistogramLog;
import dev.faultline.platform.wire.InvalidValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramLogsTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final long SECOND = 1_000_000_000;

    private final SplittableRandom random = new SplittableRandom(20261130);

    /** By the second and the tag. */
    private static Map<String, Histogram> intervals(byte[] log) {
        Map<String, Histogram> intervals = new TreeMap<>();
        HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log));
        while (reader.hasNext()) {
            Histogram next = (Histogram) reader.nextIntervalHistogram();
            String key = next.getStartTimeStamp() / 1_000 + " " + next.getTag();
            assertEquals(null, intervals.put(key, next), key);
        }
        return intervals;
    }

    private static byte[] merged(byte[]... logs) throws IOException {
        List<HistogramLogs.Log> all = new ArrayList<>();
        for (byte[] log : logs) {
            all.add(new HistogramLogs.Log("log " + all.size(), new ByteArrayInputStream(log)));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HistogramLogs.merge(all, out);
        return out.toByteArray();
    }

    private Tally tally() {
        Tally tally = new Tally();
        for (int i = random.nextInt(50); i > 0; i--) {
            AttemptTimestamps timestamps = new AttemptTimestamps(0, 0);
            timestamps.connected(1);
            timestamps.ended(random.nextLong(1L << random.nextInt(10, 42)));
            tally.record(timestamps, Result.answered(random.nextBoolean() ? 200 : 503, false, false, false));
        }
        return tally;
    }

    @Test
    void theSecondsOfSeveralClientsBecomeOne() throws IOException {
        int clients = 4;
        byte[][] logs = new byte[clients][];
        Map<String, Histogram> expected = new TreeMap<>();
        for (int client = 0; client < clients; client++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            HistogramLog log = new HistogramLog(out);
            // They do not begin at once, nor exactly with the second.
            for (int second = client; second < 20; second++) {
                Instant began = NOON.plusSeconds(second).plusMillis(random.nextInt(30));
                Tally tally = tally();
                log.write(new Window(began, 0, SECOND, tally));
                for (ResultClass resultClass : List.of(ResultClass.OK, ResultClass.HTTP_5XX)) {
                    Histogram times = tally.times(resultClass).histogram();
                    if (times.getTotalCount() > 0) {
                        expected.computeIfAbsent(began.getEpochSecond() + " " + resultClass.wire(), key -> {
                                    Histogram none = new Histogram(1_000, 2 * SECOND, 3);
                                    none.setAutoResize(true);
                                    return none;
                                })
                                .add(times);
                    }
                }
            }
            logs[client] = out.toByteArray();
        }
        Map<String, Histogram> sums = intervals(merged(logs));
        assertEquals(expected, sums);
        assertEquals(sums, intervals(merged(merged(logs[0], logs[1]), merged(logs[3], logs[2]))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#[Histogram log format version 1.3]\n",
                "{\"seconds\": 1}",
                "Tag=ok,0.0,1.0,2.0,HISTFAAAAB==\n",
                "Tag=ok,0.0,x,2.0,HISTFAAAAB==\n",
                "Tag=ok\n",
                "a,b,c\n",
            })
    void whatIsNoLogIsRefusedByItsName(String text) throws IOException {
        ByteArrayOutputStream good = new ByteArrayOutputStream();
        Tally tally = new Tally();
        AttemptTimestamps timestamps = new AttemptTimestamps(0, 0);
        timestamps.ended(5_000);
        tally.record(timestamps, Result.answered(200, false, false, false));
        new HistogramLog(good).write(new Window(NOON, 0, SECOND, tally));
        InvalidValue refused = assertThrows(
                InvalidValue.class, () -> merged(good.toByteArray(), text.getBytes(StandardCharsets.UTF_8)));
        assertTrue(refused.field().equals("log 1"), refused.getMessage());
    }
}
