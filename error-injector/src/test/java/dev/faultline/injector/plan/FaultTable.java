package dev.faultline.injector.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The table faults.csv: every fault once, as short and as long as a plan may write it. */
final class FaultTable {

    private static final Path TABLE = Path.of("src", "test", "resources", "faults.csv");

    /** Where in a plan each family stands. */
    private static final Map<String, String> PLACES = Map.of(
            "when", "{'rules':[{'when':%s}]}",
            "delay", "{'rules':[{'delay':%s}]}",
            "abort", "{'rules':[{'aborts':[%s]}]}",
            "otherwise", "{'otherwise':%s}",
            "tls", "{'tls':[%s]}");

    private static final PlanJson JSON = new PlanJson();

    /**
     * One row.
     *
     * @param least with the required fields alone
     * @param whole documents that together give every field
     */
    record Row(String family, ObjectNode least, List<JsonNode> whole) {

        String type() {
            return least.path("type").asText();
        }

        /** Returns a plan with a document of this fault in it. */
        FaultPlan plan(JsonNode document) {
            String plan = String.valueOf(PLACES.get(family)).replace('\'', '"').replace("%s", document.toString());
            return JSON.read(plan.getBytes(StandardCharsets.UTF_8)).acceptedAt(Instant.EPOCH);
        }

        /** Returns the plans with all documents of this fault. */
        List<FaultPlan> plans() {
            List<FaultPlan> plans = new ArrayList<>(List.of(plan(least)));
            whole.forEach(document -> plans.add(plan(document)));
            return plans;
        }

        @Override
        public String toString() {
            return family + " " + type();
        }
    }

    private FaultTable() {}

    static List<Row> rows() {
        try {
            List<Row> rows = new ArrayList<>();
            for (String line : Files.readAllLines(TABLE)) {
                if (!line.startsWith("#")) {
                    String[] cells = line.replace('\'', '"').split(";", -1);
                    List<JsonNode> whole = new ArrayList<>();
                    tree(cells[2]).forEach(whole::add);
                    rows.add(new Row(cells[0], (ObjectNode) tree(cells[1]), whole));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String document) throws IOException {
        return WireJson.mapper().readTree(document);
    }
}
