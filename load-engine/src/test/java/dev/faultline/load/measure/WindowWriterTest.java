package dev.faultline.load.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.measure.WindowWriter.CsvWriter;
import dev.faultline.load.measure.WindowWriter.HistogramLog;
import dev.faultline.load.measure.WindowWriter.PercentileDistribution;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it changes where the process prints to")
class WindowWriterTest {

    private static List<Window> windows(long seed, int count, int attempts) {
        Seconds seconds = new Seconds(seed);
        return Stream.generate(() -> seconds.next(attempts)).limit(count).toList();
    }

    private static Tally sum(List<Window> windows) {
        Tally sum = new Tally();
        windows.forEach(window -> sum.add(window.tally()));
        return sum;
    }

    private static byte[] log(List<Window> windows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        HistogramLog log = new HistogramLog(bytes);
        for (Window window : windows) {
            log.write(window);
        }
        return bytes.toByteArray();
    }

    private static Map<ResultClass, Histogram> read(byte[] log) {
        Map<ResultClass, Histogram> sums = new EnumMap<>(ResultClass.class);
        try (HistogramLogReader reader = new HistogramLogReader(new ByteArrayInputStream(log))) {
            while (reader.hasNext()) {
                Histogram line = (Histogram) reader.nextIntervalHistogram();
                if (line != null) {
                    ResultClass resultClass = Arrays.stream(ResultClass.values())
                            .filter(one -> one.wire().equals(line.getTag()))
                            .findFirst()
                            .orElseThrow();
                    sums.merge(resultClass, line, WindowWriterTest::plus);
                }
            }
        }
        return sums;
    }

    private static Histogram plus(Histogram left, Histogram right) {
        Histogram sum = left.copy();
        sum.setAutoResize(true);
        sum.add(right);
        return sum;
    }

    @Test
    void aLogReadBackIsWhatWasMeasured() throws IOException {
        List<Window> windows = windows(1, 30, 300);
        Tally all = sum(windows);
        Map<ResultClass, Histogram> read = read(log(windows));
        for (ResultClass resultClass : ResultClass.values()) {
            Histogram written = all.times(resultClass).histogram();
            assertEquals(written.getTotalCount() > 0, read.containsKey(resultClass), resultClass.wire());
            if (written.getTotalCount() > 0) {
                assertEquals(written, read.get(resultClass), resultClass.wire());
            }
        }
    }

    @Test
    void theLogsOfTwoClientsMergeToTheLogOfTheUnion() throws IOException {
        List<Window> one = windows(2, 20, 200);
        List<Window> other = windows(3, 25, 500);
        Map<ResultClass, Histogram> merged = read(log(one));
        read(log(other))
                .forEach((resultClass, histogram) -> merged.merge(resultClass, histogram, WindowWriterTest::plus));
        List<Window> union = new ArrayList<>(one);
        union.addAll(other);
        Tally all = sum(union);
        assertTrue(merged.size() >= 4, merged.keySet()::toString);
        merged.forEach((resultClass, histogram) -> {
            Histogram whole = all.times(resultClass).histogram();
            assertEquals(whole, histogram, resultClass.wire());
            assertEquals(whole.getMaxValue(), histogram.getMaxValue());
            assertEquals(whole.getMinNonZeroValue(), histogram.getMinNonZeroValue());
            assertEquals(whole.getValueAtPercentile(99.9), histogram.getValueAtPercentile(99.9));
        });
    }

    @Test
    void aLogTellsItsVersionItsTimesAndTheLargestInMilliseconds() throws IOException {
        List<Window> windows = windows(4, 1, 1_000);
        String[] lines =
                new String(log(windows), StandardCharsets.US_ASCII).lines().toArray(String[]::new);
        assertEquals("#[Histogram log format version 1.3]", lines[1]);
        assertTrue(lines[2].startsWith("#[BaseTime: 1767323045.678 "), lines[2]);
        assertTrue(lines[3].startsWith("#[StartTime: 1767323045.678 "), lines[3]);
        assertEquals(
                "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"", lines[4]);
        String timeout = Arrays.stream(lines)
                .filter(line -> line.startsWith("Tag=timeout,"))
                .findFirst()
                .orElseThrow();
        String[] cells = timeout.split(",", -1);
        assertEquals("0.000", cells[1]);
        assertEquals(2_000, Double.parseDouble(cells[3]), 2);
    }

    @Test
    void theToolOfHdrHistogramReadsALog() throws IOException, InterruptedException {
        List<Window> windows = windows(5, 10, 300);
        Path file = Files.createTempFile("faultline", ".hlog");
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            Files.write(file, log(windows));
            System.setOut(new PrintStream(printed, true, StandardCharsets.US_ASCII));
            Thread tool = new HistogramLogProcessor(new String[] {"-i", file.toString(), "-tag", "timeout"});
            tool.start();
            tool.join();
        } finally {
            System.setOut(before);
            Files.delete(file);
        }
        assertTrue(printed.toString(StandardCharsets.US_ASCII).contains("2000."), printed::toString);
    }

    @Test
    void aLogThatCannotBeWrittenIsAnError() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left on device");
            }
        };
        HistogramLog log = new HistogramLog(full);
        Window window = windows(6, 1, 10).get(0);
        assertThrows(IOException.class, () -> log.write(window));
    }

    @Test
    void aRowHasTheColumnsOfTheHead() throws IOException {
        StringBuilder out = new StringBuilder();
        CsvWriter csv = new CsvWriter(out);
        Window window = windows(7, 1, 500).get(0);
        csv.write(window);
        csv.write(new Window(Instant.parse("2026-01-02T03:04:05Z"), 0, 1_000_000_000, new Tally()));
        // A second in which nobody answered has no times either, but for how late the client was.
        Tally refused = new Tally();
        AttemptTimestamps instants = new AttemptTimestamps(0, 0);
        instants.ended(1_000_000);
        refused.record(instants, Result.unanswered(ResultClass.REFUSED));
        csv.write(new Window(Instant.parse("2026-01-02T03:04:06Z"), 0, 1_000_000_000, refused));
        String[] lines = out.toString().lines().toArray(String[]::new);
        assertEquals(
                "time,seconds,arrivals,samples,rate,succeeded,mean_ms,p50_ms,p90_ms,p95_ms,p99_ms,p999_ms,max_ms,"
                        + "lag_p99_ms,ok,http-4xx,http-5xx,unexpected,injected,proxy,refused,connect-timeout,dns,tls,reset,close,truncated,"
                        + "timeout,shed,by_backend,by_injector,by_proxy,by_nobody,by_unknown",
                lines[0]);
        String[] row = lines[1].split(",", -1);
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < row.length; i++) {
            cells.put(CsvWriter.columns().get(i), row[i]);
        }
        Tally tally = window.tally();
        assertEquals("2026-01-02T03:04:05.678Z", cells.get("time"));
        assertEquals("500", cells.get("arrivals"));
        assertEquals(Long.toString(tally.sent()), cells.get("samples"));
        assertEquals(Long.toString(tally.count(ResultClass.INJECTED)), cells.get("injected"));
        assertEquals(tally.select(Scope.ATTEMPTS).latency().figures().p99(), Double.parseDouble(cells.get("p99_ms")));
        assertArrayEquals(
                ("2026-01-02T03:04:05.000Z,1.000,0,0,0.000,0,,,,,,,,," + "0,".repeat(20)).split(",", -1),
                (lines[2] + ",").split(",", -1));
        assertTrue(lines[3].startsWith("2026-01-02T03:04:06.000Z,1.000,0,1,1.000,0,,,,,,,,0.001,0,"), lines[3]);
    }

    @Test
    void aDistributionIsPrintedAsWrk2Does() throws IOException {
        StringBuilder out = new StringBuilder();
        Window window = windows(8, 1, 2_000).get(0);
        new PercentileDistribution(out).write(window);
        Latencies answered = window.tally().select(Scope.ATTEMPTS).latency();
        assertTrue(answered.count() < window.tally().sent(), "some got no answer");
        String[] lines = out.toString().lines().toArray(String[]::new);
        assertEquals("       Value     Percentile TotalCount 1/(1-Percentile)", lines[0]);
        double last = 0;
        for (String line : lines) {
            if (line.startsWith("#[Max")) {
                assertTrue(
                        line.contains("Total count    = " + String.format(Locale.ROOT, "%12d", answered.count())),
                        line);
            } else if (!line.startsWith("#") && !line.isBlank() && !line.contains("Value")) {
                double value = Double.parseDouble(line.substring(0, 12));
                assertTrue(value >= last, line);
                last = value;
            }
        }
        assertEquals(answered.max(), last, 0.001);
    }
}
