package dev.faultline.load.experiment;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Position;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Where each field of a document stands: the key of a field, the value of an element of a list. What can't be told
 * apart later is refused here, with its place: names that are given twice, several documents in one, aliases. A
 * document is read once, as it comes, and no deeper and no longer than an experiment can be. Immutable once made.
 */
final class Positions {

    /** Experiments nest a few levels; a thousand brackets are an attack on the stack. */
    private static final int MAX_DEPTH = 32;

    /** A method of a hundred steps, each with a plan, is far shorter. */
    private static final int MOST_FIELDS = 50_000;

    private static final StreamReadConstraints BOUNDS =
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
    private static final JsonFactory YAML =
            YAMLFactory.builder().streamReadConstraints(BOUNDS).build();
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(BOUNDS).build();
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

    private Positions() {}

    /**
     * Returns those of a document in YAML.
     *
     * @throws InvalidValue with its position, if it is not well formed
     */
    static Positions ofYaml(byte[] document) {
        return of(YAML, document);
    }

    /** As {@link #ofYaml}, of a document in JSON. */
    static Positions ofJson(byte[] document) {
        return of(JSON, document);
    }

    private static Positions of(JsonFactory syntax, byte[] document) {
        Positions positions = new Positions();
        try (JsonParser in = syntax.createParser(document)) {
            if (in.nextToken() != null) {
                positions.value(in, "", here(in));
            }
            if (in.nextToken() != null) {
                throw new InvalidValue("", "must be one document", "several").at(here(in));
            }
        } catch (JsonProcessingException e) {
            throw broken(e, document);
        } catch (IOException e) {
            throw new InvalidValue("", "must be well formed", "broken: " + e.getMessage(), e).at(endOfText(document));
        }
        return positions;
    }

    /** Returns where a document stops being text in UTF-8. */
    private static Position endOfText(byte[] document) {
        CharBuffer text = CharBuffer.allocate(document.length);
        CoderResult unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document), text, true);
        String before = text.flip().toString();
        int line = (int) before.chars().filter(letter -> letter == '\n').count() + 1;
        return new Position(line, before.length() - before.lastIndexOf('\n'));
    }

    private static InvalidValue broken(JsonProcessingException e, byte[] document) {
        String reason = e.getOriginalMessage().lines().findFirst().orElse("");
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
                at = endOfText(document);
            }
        }
        return new InvalidValue("", "must be well formed", "broken: " + reason, e).at(at);
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
    Position of(String field) {
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

    private void value(JsonParser in, String path, Position at) throws IOException {
        if (in instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            String rule = "must not be an alias: a value under configuration stands in wherever ${NAME} is written";
            throw new InvalidValue(path, rule, "*" + in.getText()).at(here(in));
        }
        if (fields.size() >= MOST_FIELDS) {
            throw new InvalidValue("", "must hold at most " + MOST_FIELDS + " fields", "more").at(at);
        }
        fields.put(path, at);
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT) {
            object(in, path);
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                value(in, path + "[" + i + "]", here(in));
            }
        } else if (token == JsonToken.VALUE_STRING) {
            uses(in.getText(), path, here(in));
        }
    }

    private void object(JsonParser in, String path) throws IOException {
        Set<String> names = new HashSet<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            Position at = here(in);
            String field = path.isEmpty() ? name : path + "." + name;
            if (!names.add(name)) {
                throw new InvalidValue(field, "must be given once", "given again").at(at);
            }
            first.putIfAbsent(path, name);
            JsonToken unused = in.nextToken();
            value(in, field, at);
        }
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
    static Position of(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? START
                : new Position(location.getLineNr(), Math.max(1, location.getColumnNr()));
    }
}
