package dev.faultline.wire;

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
 */
@JsonPropertyOrder({"type", "title", "status", "detail", "field", "rule", "value"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable String rule,
        @Nullable String value) {

    /** The media type of a problem in JSON. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** Returns the problem of input that breaks a rule: status 400. */
    public static Problem of(String title, InvalidValue invalid) {
        return new Problem(
                "about:blank", title, 400, invalid.getMessage(), invalid.field(), invalid.rule(), invalid.value());
    }

    /** Returns a problem that no single field explains. */
    public static Problem of(int status, String title, String detail) {
        return new Problem("about:blank", title, status, detail, null, null, null);
    }
}
