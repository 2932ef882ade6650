package dev.faultline.experiment.read;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.faultline.experiment.model.Configuration;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Position;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A document as a tree, and where each of its fields stands: the key of a field, the value of an element of a list. Both
 * come from one parse, which goes no deeper and no further than an experiment can. What a tree can't hold is refused with
 * its place: names that are given twice, several documents in one, aliases. Immutable once made.
 */
final class Document {

    /** Experiments nest a few levels; a thousand brackets are an attack on the stack. */
    private static final int MAX_DEPTH = 32;

    /** A method of a hundred steps, each with a plan, is far shorter. */
    private static final int MOST_FIELDS = 50_000;

    private static final JsonFactory YAML = bounded(new YAMLFactory());
    private static final JsonFactory JSON = bounded(new JsonFactory());
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Position START = new Position(1, 1);
    private static final String THRESHOLDS = "hypothesis.thresholds";
    private static final String CONFIGURATION = "configuration.";

    private final Map<String, Position> fields = new HashMap<>();

    /** The first field of each object: a step has no other. */
    private final Map<String, String> first = new HashMap<>();

    /** Where {@code ${name}} is used first. */
    private final Map<String, Position> uses = new HashMap<>();

    /** The names of the values that are used in each field. */
    private final Map<String, Set<String>> used = new HashMap<>();

    private final JsonNode tree;

    private Document(JsonFactory syntax, byte[] text) {
        try (JsonParser in = syntax.createParser(text)) {
            this.tree = in.nextToken() == null ? MissingNode.getInstance() : value(in, "", here(in));
            if (in.nextToken() != null) {
                throw new InvalidValue("", "must be one document", "several").at(here(in));
            }
        } catch (JsonProcessingException e) {
            throw broken(e, text);
        } catch (IOException e) {
            throw new InvalidValue("", "must be well formed", "broken: " + e.getMessage(), e).at(endOfText(text));
        }
        if (tree.isMissingNode() || tree.isNull()) {
            throw new InvalidValue("", "must be an object", "empty").at(START);
        }
    }

    private static JsonFactory bounded(JsonFactory syntax) {
        return syntax.setStreamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
    }

    /**
     * Reads a document. One that is JSON is read as such, since YAML takes no tabs; anything else is YAML.
     *
     * @throws InvalidValue with its position, if it is not well formed
     */
    static Document of(byte[] text) {
        if (text.length > ExperimentReader.LONGEST) {
            throw new InvalidValue("", "must have at most " + ExperimentReader.LONGEST + " bytes", text.length)
                    .at(START);
        }
        if (!WireYaml.beginsAsJson(text)) {
            return new Document(YAML, text);
        }
        try {
            return new Document(JSON, text);
        } catch (InvalidValue asJson) {
            try {
                return new Document(YAML, text);
            } catch (InvalidValue asYaml) {
                // What was understood further is what was meant.
                throw isFurther(asJson.position(), asYaml.position()) ? asJson : asYaml;
            }
        }
    }

    private static boolean isFurther(@Nullable Position one, @Nullable Position other) {
        if (one == null || other == null) {
            return one != null;
        }
        return one.line() > other.line() || (one.line() == other.line() && one.column() >= other.column());
    }

    /** Returns what is written. */
    JsonNode tree() {
        return tree;
    }

    /** Returns the complaint with the place of its field, or of the nearest that is written around it. */
    InvalidValue locate(InvalidValue invalid) {
        return invalid.position() == null ? invalid.at(of(invalid.field())) : invalid;
    }

    /** Returns the names of the values that stand in a field; none if it holds others that hold them. */
    Set<String> usedIn(String field) {
        return used.getOrDefault(nearest(field), Set.of());
    }

    /** Returns the place of the field, or of the nearest that is written around it. */
    private Position of(String field) {
        Position use = field.startsWith(CONFIGURATION) && !fields.containsKey(field)
                ? uses.get(field.substring(CONFIGURATION.length()))
                : null;
        return use == null ? fields.getOrDefault(nearest(field), START) : use;
    }

    /** Returns the field as it is written, or the nearest that is written around it. */
    private String nearest(String written) {
        // A hypothesis may be a bare list.
        String field = written.startsWith(THRESHOLDS) && !fields.containsKey(THRESHOLDS)
                ? "hypothesis" + written.substring(THRESHOLDS.length())
                : written;
        String path = field;
        while (!path.isEmpty() && !fields.containsKey(path)) {
            path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
        }
        // The name of a step is left out by who knows that there is no other.
        String inside = path.matches("method\\[\\d+]") ? first.get(path) : null;
        String named = path + "." + inside + field.substring(path.length());
        return inside != null && fields.containsKey(named) ? named : path;
    }

    private JsonNode value(JsonParser in, String path, Position at) throws IOException {
        if (in instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            String rule = "must not be an alias: a value under configuration stands in wherever ${NAME} is written";
            throw new InvalidValue(path, rule, "*" + in.getText()).at(here(in));
        }
        if (fields.size() >= MOST_FIELDS) {
            throw new InvalidValue("", "must hold at most " + MOST_FIELDS + " fields", "more").at(at);
        }
        fields.put(path, at);
        JsonToken token = in.currentToken();
        return switch (token) {
            case START_OBJECT -> object(in, path);
            case START_ARRAY -> array(in, path);
            case VALUE_STRING -> {
                uses(in.getText(), path, here(in));
                yield NODES.textNode(in.getText());
            }
            case VALUE_NUMBER_INT ->
                switch (in.getNumberType()) {
                    case INT -> NODES.numberNode(in.getIntValue());
                    case LONG -> NODES.numberNode(in.getLongValue());
                    default -> NODES.numberNode(in.getBigIntegerValue());
                };
            // What is no finite number, such as .nan, is refused here.
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(in.getBooleanValue());
            case VALUE_NULL -> NODES.nullNode();
            case VALUE_EMBEDDED_OBJECT -> NODES.binaryNode(in.getBinaryValue());
            default -> throw new IllegalStateException(token + " begins no value");
        };
    }

    private ObjectNode object(JsonParser in, String path) throws IOException {
        ObjectNode object = NODES.objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            Position at = here(in);
            String field = path.isEmpty() ? name : path + "." + name;
            if (object.has(name)) {
                throw new InvalidValue(field, "must be given once", "given again").at(at);
            }
            first.putIfAbsent(path, name);
            in.nextToken();
            object.set(name, value(in, field, at));
        }
        return object;
    }

    private ArrayNode array(JsonParser in, String path) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(in, path + "[" + array.size() + "]", here(in)));
        }
        return array;
    }

    private void uses(String text, String path, Position at) {
        Matcher place = Configuration.PLACE.matcher(text);
        while (place.find()) {
            uses.putIfAbsent(place.group(1), at);
            used.computeIfAbsent(path, field -> new TreeSet<>()).add(place.group(1));
        }
    }

    private static Position here(JsonParser in) {
        return of(in.currentTokenLocation());
    }

    /** Returns a place as Jackson tells it; the start where it does not. */
    private static Position of(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? START
                : new Position(location.getLineNr(), Math.max(1, location.getColumnNr()));
    }

    private static InvalidValue broken(JsonProcessingException e, byte[] text) {
        String reason = StrictReader.reason(e);
        Position at = of(e.getLocation());
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            // Jackson tells where the last event ended, which may be lines before.
            reason = marked.getProblem();
            at = new Position(
                    marked.getProblemMark().getLine() + 1,
                    marked.getProblemMark().getColumn() + 1);
        }
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof CharConversionException) {
                reason = cause.getMessage();
                at = endOfText(text);
            }
        }
        return new InvalidValue("", "must be well formed", "broken: " + reason, e).at(at);
    }

    /** Returns where a document stops being text in UTF-8. */
    private static Position endOfText(byte[] document) {
        CharBuffer text = CharBuffer.allocate(document.length);
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document), text, true);
        String before = text.flip().toString();
        int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
        return new Position(line, before.length() - before.lastIndexOf('\n'));
    }
}
