package dev.faultline.experiment.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the schema refuses the reader refuses too, whatever it is: else editors would mark what is right. Fixed seeds. */
class SchemaPropertyTest {

    private static final PublishedSchema SCHEMA = new PublishedSchema();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<JsonNode> VALUES = List.of(
            NODES.numberNode(0),
            NODES.numberNode(5),
            NODES.numberNode(-1),
            NODES.numberNode(0.5),
            NODES.numberNode(1_000_000_000),
            NODES.booleanNode(true),
            TextNode.valueOf(""),
            TextNode.valueOf("x"),
            TextNode.valueOf("two\nlines"),
            TextNode.valueOf("5"),
            TextNode.valueOf("1s"),
            TextNode.valueOf(".5m"),
            TextNode.valueOf("1500000\u00b5s"),
            TextNode.valueOf("1500000\u03bcs"),
            TextNode.valueOf("${rate}"),
            TextNode.valueOf("http://b/"),
            TextNode.valueOf("p95 < 1s"),
            TextNode.valueOf("GET"),
            NODES.arrayNode(),
            NODES.arrayNode().add("p95 < 1s"),
            NODES.arrayNode().add(200),
            NODES.objectNode(),
            NODES.objectNode().put("a", "b"),
            NODES.objectNode().put("hold", "2s"));

    private static final String[] WORDS = {
        "success_rate",
        "error_rate",
        "share",
        "count",
        "rate",
        "avg",
        "p95",
        "p(",
        "p (",
        "99.9",
        ")",
        " ",
        "  ",
        "of",
        "injector",
        "http-5xx",
        "unexpected",
        "request",
        "checkout",
        "\"GET /cart\"",
        "ok",
        "requests",
        ">=",
        "<",
        "=",
        "===",
        "!=",
        "99%",
        "99 %",
        "0.01",
        "5",
        "300ms",
        "1m30s",
        ".5s",
        "1500\u00b5s",
        "1500\u03bcs",
        "1500us",
        "PT10M",
        "split",
        "baseline",
        "control",
        "*",
        "+",
        "-",
        "1.5",
        "over",
        "30s",
        "min_n",
        "500",
        ":",
        "http_req_duration",
        "http_req_failed",
        "dropped_iterations",
        "http_reqs",
        "\t",
        "0%",
        "over 5s",
        "of ok",
    };

    private static void objects(JsonNode node, List<JsonNode> found) {
        if (node.isContainerNode()) {
            found.add(node);
            node.forEach(child -> objects(child, found));
        }
    }

    private static void change(ObjectNode root, SplittableRandom random) {
        List<JsonNode> all = new ArrayList<>();
        objects(root, all);
        JsonNode container = all.get(random.nextInt(all.size()));
        JsonNode value = VALUES.get(random.nextInt(VALUES.size())).deepCopy();
        if (container instanceof ArrayNode list) {
            int at = random.nextInt(list.size() + 1);
            if (at < list.size() && random.nextBoolean()) {
                list.remove(at);
            } else if (at < list.size()) {
                list.set(at, value);
            } else {
                list.add(value);
            }
        } else if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name =
                    names.isEmpty() || random.nextInt(10) == 0 ? "added" : names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        }
    }

    @Test
    void whatTheSchemaRefusesTheReaderRefuses() {
        SplittableRandom random = new SplittableRandom(8);
        JsonNode whole = PublishedSchema.tree(PublishedSchema.WHOLE);
        int refused = 0;
        int taken = 0;
        for (int run = 0; run < 1_500; run++) {
            ObjectNode document = whole.deepCopy();
            for (int i = random.nextInt(2); i >= 0; i--) {
                change(document, random);
            }
            String text = document.toString();
            if (SCHEMA.refusal(document).isPresent()) {
                refused++;
                assertTrue(
                        PublishedSchema.complaint(text).isPresent(),
                        () -> SCHEMA.refusal(document).orElse("") + " but the reader takes " + text);
            } else if (PublishedSchema.complaint(text).isEmpty()) {
                taken++;
            }
        }
        assertTrue(refused > 300 && taken > 80, refused + " refused and " + taken + " taken: too few");
    }

    /** What is none may fit the pattern or not: the schema leaves much to the reader. */
    private static Optional<Threshold> threshold(String text) {
        try {
            return Optional.of(Threshold.of(text));
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }

    private static boolean fits(Pattern pattern, String text) {
        return pattern.matcher(text).find();
    }

    private static Pattern pattern() {
        return Pattern.compile(
                SCHEMA.document().at("/$defs/threshold/anyOf/0/pattern").asText());
    }

    @Test
    void thePatternOfThresholdsTakesWhateverIsOne() {
        SplittableRandom random = new SplittableRandom(9);
        Pattern pattern = pattern();
        int read = 0;
        for (int run = 0; run < 150_000; run++) {
            StringBuilder text =
                    new StringBuilder(run % 3 == 0 ? "p95 < " : run % 3 == 1 ? "success_rate >= control" : "");
            for (int i = random.nextInt(1, 7); i > 0; i--) {
                text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(3) == 0 ? "" : " ");
            }
            Optional<Threshold> threshold = threshold(text.toString());
            if (threshold.isPresent()) {
                read++;
                assertTrue(fits(pattern, text.toString()), text.toString());
            }
        }
        assertTrue(read > 300, read + " were thresholds, too few to show anything");
    }

    @Test
    void thePatternOfThresholdsTakesTheExamplesOfTheReadmes() throws Exception {
        StringBuilder readme = new StringBuilder();
        for (String module : List.of("load-engine", "experiment-engine", "load-client")) {
            readme.append(Files.readString(Path.of("..", module, "README.md")));
        }
        Matcher quoted = Pattern.compile("`([^`\n]+)`").matcher(readme);
        Pattern pattern = pattern();
        int examples = 0;
        while (quoted.find()) {
            Optional<Threshold> threshold = threshold(quoted.group(1));
            if (threshold.isPresent()) {
                examples++;
                assertTrue(fits(pattern, quoted.group(1)), quoted.group(1));
            }
        }
        assertTrue(examples >= 10, examples + " examples found");
        for (JsonNode example : SCHEMA.document().at("/$defs/threshold/examples")) {
            assertEquals(example.asText(), Threshold.of(example.asText()).text());
            assertTrue(fits(pattern, example.asText()), example.asText());
        }
    }
}
