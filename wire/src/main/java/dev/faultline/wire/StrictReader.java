package dev.faultline.wire;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents from outside and turns whatever is wrong with them into one {@link InvalidValue} with the path of
 * the field: unknown fields, wrong types, broken syntax and the complaints of the constructors alike. Threadsafe.
 */
public final class StrictReader {

    private final ObjectMapper mapper;

    /** Reads with a mapper of {@link WireJson}. */
    public StrictReader(ObjectMapper mapper) {
        this.mapper = mapper;
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
        JsonNode tree;
        try {
            tree = mapper.readTree(document);
        } catch (IOException e) {
            throw new InvalidValue("", "must be well formed", where(e), e);
        }
        if (tree == null || tree.isMissingNode() || tree.isNull()) {
            throw new InvalidValue("", "must be an object", "empty");
        }
        return tree;
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
        String path = path(e);
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValue value) {
                return value.within(path);
            }
        }
        Object found = found(tree, e);
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

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.length() == 0 ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private static Object found(JsonNode tree, JsonMappingException e) {
        @Nullable JsonNode node = tree;
        for (JsonMappingException.Reference step : e.getPath()) {
            if (node != null) {
                node = inside(node, step);
            }
        }
        return node == null ? "nothing" : node;
    }

    private static @Nullable JsonNode inside(JsonNode node, JsonMappingException.Reference step) {
        // Paths leave out the one field of an object that only names a type.
        boolean wrapped = step.getFieldName() != null && !node.has(step.getFieldName()) && node.size() == 1;
        JsonNode from = wrapped ? node.iterator().next() : node;
        return step.getFieldName() == null ? from.get(step.getIndex()) : from.get(step.getFieldName());
    }

    private static String where(IOException e) {
        if (e instanceof JsonProcessingException broken && broken.getLocation() != null) {
            String reason = broken.getOriginalMessage().lines().findFirst().orElse("broken");
            return "broken at line " + broken.getLocation().getLineNr() + ", column "
                    + broken.getLocation().getColumnNr() + ": " + reason;
        }
        return String.valueOf(e.getMessage());
    }
}
