package dev.faultline.platform.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a refused call is answered with: {@code application/problem+json}, RFC 9457.
 *
 * @param detail a whole sentence for a person
 * @param field the path of the field at fault, if one is
 * @param rule what that field must obey
 * @param value what was given
 * @param line where that stands in the document, from 1, as is {@code column}; null where it is not known
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "field", "rule", "value", "line", "column"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable String rule,
        @Nullable String value,
        @Nullable Integer line,
        @Nullable Integer column) {

    /** The media type of a problem in JSON. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Returns the problem of input that breaks a rule: status 400. */
    public static Problem of(String title, InvalidValue invalid) {
        Position position = invalid.position();
        return new Problem(
                "about:blank",
                title,
                400,
                invalid.getMessage(),
                invalid.field(),
                invalid.rule(),
                invalid.value(),
                position == null ? null : position.line(),
                position == null ? null : position.column());
    }

    /** Returns a problem that no single field explains. */
    public static Problem of(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail, null, null, null, null, null);
    }
}
