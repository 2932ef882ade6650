package dev.faultline.platform.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents from outside and turns whatever is wrong with them into one {@link InvalidValue} with the path of
 * the field: unknown fields, wrong types, broken syntax and the complaints of the constructors alike. Threadsafe.
 */
public final class StrictReader {

    /** What stands in these may be a secret. */
    private static final Set<String> SECRET = Set.of("headers", "body");

    /** What is no word of JSON: Jackson quotes it, be it a token that lacks its quotes. */
    private static final Pattern QUOTED = Pattern.compile("Unrecognized token '.*?'(?=: )", Pattern.DOTALL);

    private final ObjectMapper mapper;

    /** Null if documents are JSON and nothing else. */
    private final @Nullable ObjectMapper yaml;

    /** Reads JSON with a mapper of {@link WireJson}. */
    public StrictReader(ObjectMapper mapper) {
        this(mapper, null);
    }

    /** Reads with the other mapper what is no JSON. */
    StrictReader(ObjectMapper mapper, @Nullable ObjectMapper yaml) {
        this.mapper = mapper;
        this.yaml = yaml;
    }

    /**
     * Returns the value that the document holds.
     *
     * @throws InvalidValue if it holds none, or one that breaks a rule
     */
    public <T> T read(byte[] document, Class<T> type) {
        return convert(tree(document), type);
    }

    /**
     * Returns the document as a tree, syntax checked and nothing else.
     *
     * @throws InvalidValue if it is empty or broken
     */
    public JsonNode tree(byte[] document) {
        JsonNode tree = parse(document, syntax -> syntax.readTree(document));
        if (tree == null || tree.isMissingNode() || tree.isNull()) {
            throw new InvalidValue("", "must be an object", "empty");
        }
        return tree;
    }

    /**
     * Returns all documents of a file, syntax checked and nothing else; those without a value are left out.
     *
     * @throws InvalidValue if one is broken
     */
    public List<JsonNode> trees(byte[] documents) {
        return parse(documents, syntax -> {
            try (MappingIterator<JsonNode> all =
                    syntax.readerFor(JsonNode.class).readValues(documents)) {
                List<JsonNode> trees = new ArrayList<>();
                while (all.hasNextValue()) {
                    trees.add(all.nextValue());
                }
                trees.removeIf(tree -> tree.isNull() || tree.isMissingNode());
                return trees;
            }
        });
    }

    /** What is done with a syntax. */
    @FunctionalInterface
    private interface Parsing<T extends @Nullable Object> {
        T by(ObjectMapper syntax) throws IOException;
    }

    private <T extends @Nullable Object> T parse(byte[] document, Parsing<T> parsing) {
        ObjectMapper other = yaml;
        try {
            if (other == null || WireYaml.beginsAsJson(document)) {
                return parsing.by(mapper);
            }
            return parsing.by(other);
        } catch (IOException e) {
            if (other == null || !WireYaml.beginsAsJson(document)) {
                throw broken(e);
            }
            try {
                return parsing.by(other);
            } catch (IOException asYaml) {
                // What was understood further is what was meant.
                throw broken(isFurther(e, asYaml) ? e : asYaml);
            }
        }
    }

    private static boolean isFurther(IOException asJson, IOException asYaml) {
        if (asYaml instanceof WireYaml.AliasRefused
                || !(asJson instanceof JsonProcessingException json)
                || !(asYaml instanceof JsonProcessingException yaml)
                || json.getLocation() == null) {
            return false;
        }
        return yaml.getLocation() == null
                || Comparator.comparingInt(JsonLocation::getLineNr)
                                .thenComparingInt(JsonLocation::getColumnNr)
                                .compare(json.getLocation(), yaml.getLocation())
                        >= 0;
    }

    private static InvalidValue broken(IOException e) {
        return new InvalidValue("", "must be well formed", where(e), e);
    }

    /**
     * Returns the value that the tree holds.
     *
     * @throws InvalidValue with the path of the field that breaks a rule
     */
    public <T> T convert(JsonNode tree, Class<T> type) {
        if (!tree.isObject()) {
            throw new InvalidValue(
                    "", "must be an object", tree.getNodeType().name().toLowerCase(Locale.ROOT));
        }
        try {
            return mapper.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw invalid(e, tree);
        } catch (JsonProcessingException e) {
            throw new InvalidValue("", "must be well formed", e.getOriginalMessage(), e);
        }
    }

    private InvalidValue invalid(JsonMappingException e, JsonNode tree) {
        List<JsonMappingException.Reference> steps = steps(tree, e);
        String path = path(steps);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValue value) {
                return value.within(path);
            }
        }
        Object found = found(tree, steps);
        if (e instanceof UnrecognizedPropertyException unknown) {
            return new InvalidValue(path, UnknownName.rule(unknown.getPropertyName(), known(unknown)), found, e);
        }
        if (e instanceof InvalidTypeIdException type) {
            if (found instanceof JsonNode node && !node.isObject()) {
                return new InvalidValue(path, "must be an object", found, e);
            }
            String field = path.isEmpty() ? "type" : path + ".type";
            String rule = "must be one of the known types" + knownTypes(type);
            return new InvalidValue(field, rule, type.getTypeId() == null ? "nothing" : type.getTypeId(), e);
        }
        return new InvalidValue(path, "must be " + wanted(e), found, e);
    }

    private static List<String> known(UnrecognizedPropertyException e) {
        Collection<Object> known = e.getKnownPropertyIds();
        return known == null
                ? List.of()
                : known.stream().map(String::valueOf).sorted().toList();
    }

    /** Jackson states the ids only in its message: {@code ... known type ids = [fixed, uniform] ...}. */
    private static String knownTypes(InvalidTypeIdException e) {
        String message = e.getOriginalMessage();
        int from = message.indexOf("known type ids = [");
        int to = message.indexOf(']', from);
        return from < 0 || to < 0 ? "" : ": " + message.substring(from + "known type ids = [".length(), to);
    }

    private String wanted(JsonMappingException e) {
        if (e.getCause() instanceof InputCoercionException tooLarge) {
            return tooLarge.getTargetType() == int.class
                    ? "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE
                    : "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE;
        }
        if (!(e instanceof MismatchedInputException mismatch) || mismatch.getTargetType() == null) {
            return "of the right type";
        }
        Class<?> type = mismatch.getTargetType();
        if (type.isArray() || Iterable.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == String.class || isReadFromText(type)) {
            return "a text";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == double.class || Number.class.isAssignableFrom(type) || type == Percentage.class) {
            return "a number";
        }
        if (type.isEnum()) {
            return "one of " + names(type);
        }
        return type == Duration.class ? "a duration such as \"80ms\"" : "an object";
    }

    /** Types that are more than a text but written as one, such as addresses. */
    private static boolean isReadFromText(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(method -> method.isAnnotationPresent(JsonCreator.class)
                        && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class}));
    }

    private String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> mapper.convertValue(constant, JsonNode.class).asText())
                .collect(Collectors.joining(", "));
    }

    /** Returns the way to what is wrong, as far as the document has it. */
    private static List<JsonMappingException.Reference> steps(JsonNode tree, JsonMappingException e) {
        List<JsonMappingException.Reference> steps = new ArrayList<>();
        @Nullable JsonNode node = tree;
        for (JsonMappingException.Reference step : e.getPath()) {
            // Where one value may stand for the list of it, Jackson names its place in the list that is not there.
            if (node != null && node.isValueNode() && step.getFieldName() == null) {
                continue;
            }
            steps.add(step);
            node = node == null ? null : inside(node, step);
        }
        return steps;
    }

    private static String path(List<JsonMappingException.Reference> steps) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : steps) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static Object found(JsonNode tree, List<JsonMappingException.Reference> steps) {
        // What is wrong with the root is wrong with what it wraps: it is an object itself.
        @Nullable
        JsonNode node = steps.isEmpty() && tree.size() == 1 ? tree.iterator().next() : tree;
        boolean secret = false;
        for (JsonMappingException.Reference step : steps) {
            if (node != null) {
                node = inside(node, step);
            }
            secret |= step.getFieldName() != null && SECRET.contains(step.getFieldName());
        }
        if (node == null || node.isNull()) {
            return node == null ? "nothing" : node;
        }
        return secret && node.isValueNode() ? InvalidValue.WITHHELD : node;
    }

    private static @Nullable JsonNode inside(JsonNode node, JsonMappingException.Reference step) {
        // Paths leave out the one field of an object that only names a type.
        boolean wrapped = step.getFieldName() != null && !node.has(step.getFieldName()) && node.size() == 1;
        JsonNode from = wrapped ? node.iterator().next() : node;
        return step.getFieldName() == null ? from.get(step.getIndex()) : from.get(step.getFieldName());
    }

    /** Returns what Jackson says of a broken document, in one line and without what stands there. */
    public static String reason(JsonProcessingException broken) {
        if (broken.getOriginalMessage().startsWith("Non-standard token")) {
            return "NaN and Infinity are no numbers in JSON";
        }
        String message = QUOTED.matcher(broken.getOriginalMessage()).replaceFirst("Unrecognized token");
        return message.lines().findFirst().orElse("broken");
    }

    private static String where(IOException e) {
        if (e instanceof JsonProcessingException broken && broken.getLocation() != null) {
            return "broken at line " + broken.getLocation().getLineNr() + ", column "
                    + broken.getLocation().getColumnNr() + ": " + reason(broken);
        }
        return String.valueOf(e.getMessage());
    }
}
