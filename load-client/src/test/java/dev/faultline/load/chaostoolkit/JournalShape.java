package dev.faultline.load.chaostoolkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What journals and their parts have: the keys of chaoslib. */
final class JournalShape {

    static final List<String> KEYS = List.of(
            "chaoslib-version",
            "deviated",
            "duration",
            "end",
            "experiment",
            "node",
            "platform",
            "rollbacks",
            "run",
            "start",
            "status",
            "steady_states");

    private JournalShape() {}

    static List<String> keys(JsonNode node) {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return new ArrayList<>(new TreeSet<>(keys));
    }

    static void assertItem(JsonNode item, String... more) {
        List<String> expected = new ArrayList<>(List.of("activity", "duration", "end", "output", "start", "status"));
        expected.addAll(List.of(more));
        assertEquals(new ArrayList<>(new TreeSet<>(expected)), keys(item));
        assertTrue(item.path("activity").path("name").isTextual(), item::toString);
        assertEquals("http", item.at("/activity/provider/type").asText());
        OffsetDateTime start = OffsetDateTime.parse(item.path("start").asText());
        OffsetDateTime end = OffsetDateTime.parse(item.path("end").asText());
        assertFalse(end.isBefore(start), item::toString);
    }
}
