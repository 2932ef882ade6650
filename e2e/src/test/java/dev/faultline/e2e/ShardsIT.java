package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A load that several processes share, and what they have measured together. */
@Timeout(180)
@Isolated("it takes all processors")
class ShardsIT {

    private static final int PARTS = 3;

    /** Until then three JVMs must have started. */
    private static final int SECONDS_TO_START = 20;

    private static final String LOAD =
            " --rate 300 --arrival poisson --seed 7 --duration 3s --connections 4 --allow-target 127.0.0.1 --json";

    @TempDir
    Path files;

    @Test
    void threeSendTheLoadOfOne() throws Exception {
        try (RawServer server = RawServer.answering()) {
            JsonNode alone =
                    Attack.run("--target " + server.url() + LOAD).expect(0).json();
            long sent = server.requests();
            assertEquals(sent, alone.path("arrivals").asLong());
            Instant start = Instant.now().plusSeconds(SECONDS_TO_START);
            List<Attack> parts = new ArrayList<>();
            List<String> reports = new ArrayList<>(List.of("--json"));
            List<String> logs =
                    new ArrayList<>(List.of("--hlog", files.resolve("all.hlog").toString()));
            for (int part = 1; part <= PARTS; part++) {
                Path log = files.resolve(part + ".hlog");
                logs.add(log.toString());
                parts.add(Attack.start("--target " + server.url() + LOAD + " --shard " + part + "/" + PARTS
                        + " --start-at " + start + " --hlog " + log));
            }
            for (int part = 1; part <= PARTS; part++) {
                try (Attack attack = parts.get(part - 1)) {
                    Path report = files.resolve(part + ".json");
                    Files.writeString(report, attack.end().expect(0).out());
                    reports.add(report.toString());
                }
            }
            assertEquals(2 * sent, server.requests());
            JsonNode merged = Attack.merge(reports).expect(0).json();
            assertEquals(sent, merged.path("arrivals").asLong(), merged::toString);
            assertEquals(sent, merged.at("/statuses/200").asLong());
            assertEquals(start, Instant.parse(merged.path("started").asText()));
            assertEquals(3.0, merged.path("seconds").asDouble());
            Attack.merge(logs).expect(0);
            Histogram all = sum(files.resolve("all.hlog").toFile());
            assertEquals(sent, all.getTotalCount());
            Histogram each = new Histogram(1_000, 1_000_000_000, 3);
            each.setAutoResize(true);
            for (int part = 1; part <= PARTS; part++) {
                each.add(sum(files.resolve(part + ".hlog").toFile()));
            }
            assertEquals(each, all);
            // To a thousandth of a millisecond, which is how figures are written.
            assertEquals(
                    all.getValueAtPercentile(99) / 1e6,
                    merged.at("/latency/p99").asDouble(),
                    0.001);
            reports.remove(reports.size() - 1);
            assertTrue(Attack.merge(reports).expect(98).err().contains("parts of the load are missing: 3/3"));
        }
    }

    private static Histogram sum(File log) throws IOException {
        Histogram sum = new Histogram(1_000, 1_000_000_000, 3);
        sum.setAutoResize(true);
        try (HistogramLogReader reader = new HistogramLogReader(log)) {
            while (reader.hasNext()) {
                EncodableHistogram interval = reader.nextIntervalHistogram();
                sum.add((Histogram) interval);
            }
        }
        return sum;
    }
}
