package dev.faultline.platform.wire;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A value from outside that breaks a rule. The message is a whole sentence that names the field, the rule and the
 * value, fit to be shown to whoever sent it, and to be logged and kept: a value that may be a secret is not in it.
 */
public final class InvalidValue extends IllegalArgumentException {

    /** Stands for a value that may be a secret, such as that of a header. */
    public static final String WITHHELD = "a value that is not shown";

    private static final long serialVersionUID = 1L;

    /** Longer values are cut in messages, so that a megabyte of nonsense is not echoed. */
    private static final int SHOWN = 80;

    private final String field;
    private final String rule;
    private final String value;
    private final @Nullable Position position;

    /**
     * @param field the path of the field, such as {@code rules[0].delay.value}; empty for the document itself
     * @param rule what was asked, such as {@code must be from 0 to 100}
     * @param value what was given, as text; of an object or a list only that it is one, since a secret may be inside
     */
    public InvalidValue(String field, String rule, Object value) {
        this(field, rule, value, null);
    }

    /** As above, with the failure that showed it. */
    public InvalidValue(String field, String rule, Object value, @Nullable Throwable cause) {
        this(field, rule, Excerpt.of(shown(value), SHOWN), null, cause);
    }

    private static String shown(Object value) {
        if (value instanceof JsonNode node && node.isContainerNode()) {
            return node.isObject() ? "an object" : "a list";
        }
        return String.valueOf(value);
    }

    /** @param value cut already: cut once more it would not stay the same */
    private InvalidValue(
            String field, String rule, String value, @Nullable Position position, @Nullable Throwable cause) {
        super(null, cause);
        this.field = Excerpt.wellFormed(field);
        this.rule = rule;
        this.value = value;
        this.position = position;
    }

    /** Returns the complaint as one sentence. */
    @Override
    public String getMessage() {
        return (field.isEmpty() ? "the document" : field) + " " + rule + ", was " + value;
    }

    /** Returns the path of the field; empty for the document itself. */
    public String field() {
        return field;
    }

    /** Returns the rule that was broken, without field and value. */
    public String rule() {
        return rule;
    }

    /** Returns the value that was refused, cut to {@value #SHOWN} characters. */
    public String value() {
        return value;
    }

    /** Returns where it stands in the document; null where that is not known. */
    public @Nullable Position position() {
        return position;
    }

    /** Returns the same complaint with the place in the document where the field, or what should hold it, stands. */
    public InvalidValue at(Position place) {
        return new InvalidValue(field, rule, value, place, this);
    }

    /** Returns the same complaint with its field seen from further out: {@code value} within {@code rules[0].delay}. */
    public InvalidValue within(String path) {
        if (path.isEmpty()) {
            return this;
        }
        String joined = field.isEmpty() || field.startsWith("[") ? path + field : path + "." + field;
        return new InvalidValue(joined, rule, value, position, this);
    }
}
