package dev.faultline.injector.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages documents: fields dropped, doubled, renamed, of other types, with extreme values; bytes flipped and cut. */
final class Mutations {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<String> TEXTS = List.of(
            "",
            "0",
            "-",
            "auto",
            "never",
            "NaN",
            "1e999",
            "\ud800",
            "a\udc00b",
            "\ud83d\ude00",
            "\u0000",
            "\r\n",
            "P",
            "-P",
            "PT",
            "PT9223372036854775807S",
            "-PT9223372036854775808S",
            "PT-9223372036854775808S",
            "999999999999d",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "2199-12-31T23:59:59Z",
            "365d",
            "http://a:99999",
            "http://[::1]",
            "(a{1000}){1000}",
            "((a+)+)+$",
            "/**/**",
            "*.*",
            "-1s",
            "1ns",
            "fixed",
            "status");

    private static final List<JsonNode> NUMBERS = List.of(
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(1),
            NODES.numberNode(Integer.MAX_VALUE),
            NODES.numberNode(Integer.MIN_VALUE),
            NODES.numberNode(Long.MAX_VALUE),
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(new BigInteger("9".repeat(50))),
            NODES.numberNode(new BigDecimal("1e400")),
            NODES.numberNode(new BigDecimal("-1e-400")),
            NODES.numberNode(0.5),
            NODES.numberNode(-0.0),
            NODES.numberNode(100.00001),
            NODES.numberNode(599));

    private final RandomGenerator random;

    Mutations(RandomGenerator random) {
        this.random = random;
    }

    /** Changes the document in one to three places. */
    void damage(ObjectNode document) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> inner = new ArrayList<>();
            collect(document, inner);
            JsonNode node = inner.get(random.nextInt(inner.size()));
            if (node instanceof ObjectNode object) {
                damageObject(object);
            } else if (node instanceof ArrayNode array) {
                damageArray(array);
            }
        }
    }

    /** Returns the bytes with a few of them flipped, doubled or cut off. */
    byte[] damage(byte[] document) {
        byte[] bytes = document.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private static void collect(JsonNode node, List<JsonNode> inner) {
        if (node.isContainerNode()) {
            inner.add(node);
            node.forEach(child -> collect(child, inner));
        }
    }

    private void damageObject(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            object.set("x", value());
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        String other = random.nextBoolean()
                ? names.get(random.nextInt(names.size()))
                : TEXTS.get(random.nextInt(TEXTS.size()));
        switch (random.nextInt(6)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(other, object.get(name).deepCopy());
            case 2 -> object.set(other, object.remove(name));
            case 3 ->
                object.set(name, NODES.objectNode().set(name, object.get(name).deepCopy()));
            default -> object.set(name, value());
        }
    }

    private void damageArray(ArrayNode array) {
        if (array.isEmpty() || random.nextInt(3) == 0) {
            array.add(value());
        } else {
            int at = random.nextInt(array.size());
            switch (random.nextInt(3)) {
                case 0 -> array.remove(at);
                case 1 -> array.add(array.get(at).deepCopy());
                default -> array.set(at, value());
            }
        }
    }

    private JsonNode value() {
        return switch (random.nextInt(8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.arrayNode();
            case 3 -> NODES.objectNode();
            case 4, 5 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            default -> NODES.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }
}
