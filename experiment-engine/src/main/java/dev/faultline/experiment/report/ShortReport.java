package dev.faultline.experiment.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.platform.wire.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a report where there is little room: what lists show of it, and its Markdown. Several are kept in one
 * document of at most {@value #MOST_BYTES} bytes, a JSON array, oldest first. Immutable.
 *
 * @param entry marked as kept in short
 * @param markdown at most {@value #LONGEST_MARKDOWN} bytes in UTF-8; what was longer says where it is cut off
 */
public record ShortReport(ReportEntry entry, String markdown) {

    /** The most that all of them take: a ConfigMap holds 1 MiB, with what Kubernetes writes into it. */
    static final int MOST_BYTES = 900 * 1024;

    static final int LONGEST_MARKDOWN = 64 * 1024;

    private static final String MARKDOWN = "markdown";
    private static final String CUT = "\n\n(The rest was too long to be kept.)\n";
    private static final int LONGEST_TITLE = 300;
    private static final int LONGEST_REASON = 4_000;

    /** Cuts off what is too long. */
    public ShortReport {
        entry = entry.inShort(
                Excerpt.of(entry.title(), LONGEST_TITLE),
                Excerpt.of(entry.verdict().reason(), LONGEST_REASON));
        markdown = cut(markdown);
    }

    /** Returns the part of it that lists and its JSON show. */
    ObjectNode json(ObjectMapper mapper) {
        ObjectNode json = mapper.createObjectNode();
        json.put("id", entry.id()).put(ReportEntry.IN_SHORT, true);
        json.putObject("experiment").put("title", entry.title());
        json.putObject("verdict")
                .put("outcome", entry.verdict().outcome().wire())
                .put("reason", entry.verdict().reason());
        return json.put("started", entry.started().toString())
                .put("ended", entry.ended().toString());
    }

    /** Returns those of a document, oldest first; what is none is left out. */
    public static List<ShortReport> all(@Nullable String document, ObjectMapper mapper) {
        List<ShortReport> all = new ArrayList<>();
        try {
            for (JsonNode each : mapper.readTree(document == null ? "[]" : document)) {
                of(each).ifPresent(all::add);
            }
        } catch (JsonProcessingException e) {
            // Whoever has broken it by hand has taken them away.
            return List.of();
        }
        return all;
    }

    private static Optional<ShortReport> of(JsonNode json) {
        String id = json.path("id").asText();
        return ReportEntry.of(id, json)
                .filter(entry -> Reports.isId(id))
                .map(entry -> new ShortReport(entry, json.path(MARKDOWN).asText()));
    }

    /**
     * Returns the document with these too, in place of those of the same name. The oldest leave where there is no room.
     *
     * @param document as it is; null if there is none yet
     * @param most how many are kept
     */
    public static String merged(
            @Nullable String document, Collection<ShortReport> more, int most, ObjectMapper mapper) {
        TreeMap<String, String> texts = new TreeMap<>();
        all(document, mapper).forEach(each -> texts.put(each.entry.id(), each.text(mapper)));
        more.forEach(each -> texts.put(each.entry.id(), each.text(mapper)));
        long bytes = 2;
        List<String> kept = new ArrayList<>();
        for (String text : texts.descendingMap().values()) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length + 1L;
            if (bytes > MOST_BYTES || kept.size() == most) {
                break;
            }
            kept.add(text);
        }
        Collections.reverse(kept);
        return "[" + String.join(",", kept) + "]";
    }

    private String text(ObjectMapper mapper) {
        try {
            return mapper.writeValueAsString(json(mapper).put(MARKDOWN, markdown));
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree can be written as JSON", e);
        }
    }

    private static String cut(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_MARKDOWN) {
            return text;
        }
        String room = new String(bytes, 0, LONGEST_MARKDOWN - CUT.length(), StandardCharsets.UTF_8);
        // Whole lines, so that no row of a table and no character is cut in two.
        return room.substring(0, Math.max(0, room.lastIndexOf('\n'))) + CUT;
    }
}
