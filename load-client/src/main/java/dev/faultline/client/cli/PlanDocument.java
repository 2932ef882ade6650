package dev.faultline.client.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The document of a plan, put together from a file and from options, and which option each field came from. So options
 * are checked by the reader that checks documents, and complaints still name the option. For one thread.
 */
final class PlanDocument {

    private static final StrictReader YAML = WireYaml.reader();
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,18}(\\.\\d{1,18})?([eE]\\d{1,2})?");
    private static final Pattern HUMP = Pattern.compile("([A-Z])");

    private final @Nullable Path file;
    private final ObjectNode root;
    private final Map<String, String> optionOf = new HashMap<>();

    private PlanDocument(@Nullable Path file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Returns the document of that file; an empty one without a file.
     *
     * @throws InvalidValue naming the file if it holds none
     */
    static PlanDocument of(@Nullable Path file) {
        if (file == null) {
            return new PlanDocument(null, JsonNodeFactory.instance.objectNode());
        }
        try {
            JsonNode tree = YAML.tree(Files.readAllBytes(file));
            if (tree instanceof ObjectNode object) {
                return new PlanDocument(file, object);
            }
            throw new InvalidValue(
                    file.toString(),
                    "must be an object",
                    tree.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (NoSuchFileException e) {
            throw new InvalidValue("--plan", "must be a file that is there", file, e);
        } catch (IOException e) {
            throw new InvalidValue("--plan", "must be a file that can be read", file, e);
        } catch (InvalidValue e) {
            throw e.field().isEmpty() ? new InvalidValue(file.toString(), e.rule(), e.value(), e) : e;
        }
    }

    /** Returns whether the document has a value of that name. */
    boolean has(String field) {
        return root.hasNonNull(field);
    }

    /** Takes fields away that the file may have. */
    void remove(List<String> fields) {
        root.remove(fields);
    }

    /** Sets a field to the text, unless it was not given. */
    void text(String option, String field, @Nullable String text) {
        if (text != null) {
            set(option, field, TextNode.valueOf(text));
        }
    }

    /** Sets a field to the number, unless it was not given; what is none is left to the reader to refuse. */
    void number(String option, String field, @Nullable String text) {
        if (text != null) {
            set(option, field, number(text));
        }
    }

    /** Sets a field, such as {@code retries.limit}, to the value. */
    void set(String option, String field, JsonNode value) {
        int dot = field.indexOf('.');
        if (dot < 0) {
            root.set(field, value);
        } else {
            ObjectNode group = root.get(field.substring(0, dot)) instanceof ObjectNode there
                    ? there
                    : root.putObject(field.substring(0, dot));
            group.set(field.substring(dot + 1), value);
        }
        optionOf.put(field, option);
    }

    /** Notes that a field which is set otherwise came from that option. */
    void cameFrom(String option, String field) {
        optionOf.put(field, option);
    }

    /**
     * Returns the plan of the document.
     *
     * @throws InvalidValue naming the option or the file at fault
     */
    LoadPlan plan() {
        try {
            return YAML.convert(root, LoadPlan.class);
        } catch (InvalidValue e) {
            throw new InvalidValue(name(e.field()), e.rule(), e.value(), e);
        }
    }

    /** Returns the number that the text states, else the text. */
    static JsonNode number(String text) {
        if (WHOLE.matcher(text).matches()) {
            return LongNode.valueOf(Long.parseLong(text));
        }
        return DECIMAL.matcher(text).matches() ? DecimalNode.valueOf(new BigDecimal(text)) : TextNode.valueOf(text);
    }

    private String name(String field) {
        // A complaint about a part, such as one of the headers, is one about the option that stated the whole.
        for (String path = field; !path.isEmpty(); path = path.substring(0, Math.max(0, lastStep(path)))) {
            String option = optionOf.get(path);
            if (option != null) {
                return option;
            }
        }
        if (file != null) {
            return file + ": " + (field.isEmpty() ? "the document" : field);
        }
        return "--" + HUMP.matcher(field).replaceAll("-$1").toLowerCase(Locale.ROOT);
    }

    private static int lastStep(String path) {
        return Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    }
}
