package dev.faultline.injector.fault;

import dev.faultline.injector.value.Elements;
import dev.faultline.platform.wire.Framing;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One whole answer, fit to be sent: nothing in it can break the framing of the connection or forge our own markers.
 *
 * @param headers each with one value or more, which are sent one a line. {@code Retry-After} may be {@code auto}: the time
 *     left of the outage; nothing if it has no end. {@code Connection} may be {@code close}, if it is there at all
 * @param body text, sent in UTF-8; null for no body
 * @param contentType the type of the body; {@value #PLAIN} if there is a body and no other type is given
 */
public record Answer(
        int status,
        Map<String, List<String>> headers,
        @Nullable String body,
        @Nullable String contentType) implements Source.Own {

    /** As the value of {@value #RETRY_AFTER}: the time left of the outage, in whole seconds. */
    public static final String AUTO = "auto";

    /** The header that says when to try again. */
    public static final String RETRY_AFTER = "Retry-After";

    /** The longest body, in bytes of UTF-8. */
    public static final int MAX_BODY = 1 << 20;

    private static final String PLAIN = "text/plain;charset=UTF-8";
    private static final String CONTENT_TYPE = "content-type";
    private static final String HEADERS = "headers";
    private static final String CONNECTION = "connection";
    private static final String CLOSE = "close";
    private static final int MAX_HEADERS = 50;
    private static final int MAX_HEADER_VALUE = 4096;
    private static final String VALUE_RULE = "must have values of at most " + MAX_HEADER_VALUE
            + " printable ASCII characters without spaces at the ends";

    /** Statuses whose answers have no body (RFC 9110, 6.4.1 and 15.3.6). */
    private static final Set<Integer> BODILESS = Set.of(204, 205, 304);

    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e](?:[\\t\\x20-\\x7e]*[\\x21-\\x7e])?|");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,64}(?:[ \\t]*;[\\x20-\\x7e]{1,128})?");

    /** The prefix of our own markers, which must stay believable: no plan may set them, and no upstream but an injector. */
    public static final String MARKERS = "x-faultline-";

    /** The marker that every answer of an injector has: who it is. */
    public static final String SIGNATURE = MARKERS + "by";

    public Answer {
        Require.between("status", status, 200, 599);
        headers = checked(headers);
        if (contentType != null) {
            Require.matching("contentType", contentType, MEDIA_TYPE, "must be a media type such as application/json");
            Require.that(!hasContentType(headers), "contentType", "must not be in headers too", contentType);
        }
        Elements.writable("body", body);
        if (body != null) {
            int bytes = body.getBytes(StandardCharsets.UTF_8).length;
            Require.that(bytes <= MAX_BODY, "body", "must be at most " + MAX_BODY + " bytes", bytes + " bytes");
            boolean allowed = body.isEmpty() || mayHaveBody(status);
            Require.that(
                    allowed,
                    "body",
                    "must not be given, since answers of status " + status + " have none",
                    InvalidValue.WITHHELD);
        }
    }

    /** Returns an answer to what is too much: it says when to try again, after the time that is left unless it says so itself. */
    static Answer turningAway(
            int status,
            @Nullable Map<String, List<String>> headers,
            @Nullable String body,
            @Nullable String contentType) {
        Map<String, List<String>> all = new LinkedHashMap<>(headers == null ? Map.of() : headers);
        if (all.keySet().stream().noneMatch(RETRY_AFTER::equalsIgnoreCase)) {
            all.put(RETRY_AFTER, List.of(AUTO));
        }
        return new Answer(status, all, body, contentType);
    }

    /** Returns the type to send: the one given, {@value #PLAIN} for a body without one, or null for none. */
    public @Nullable String effectiveContentType() {
        if (contentType != null) {
            return contentType;
        }
        return body == null || body.isEmpty() || hasContentType(headers) ? null : PLAIN;
    }

    /** Returns whether answers of that status may have a body. */
    public static boolean mayHaveBody(int status) {
        return !BODILESS.contains(status);
    }

    /** Returns this answer with that content type unless it has one. */
    Answer typed(String type) {
        return effectiveContentType() == null && !hasContentType(headers)
                ? new Answer(status, headers, body, type)
                : this;
    }

    /** Returns whether this is the last answer of its connection, and says so. */
    public boolean closes() {
        return headers.keySet().stream().anyMatch(CONNECTION::equalsIgnoreCase);
    }

    private static boolean hasContentType(Map<String, List<String>> headers) {
        return headers.keySet().stream().anyMatch(CONTENT_TYPE::equalsIgnoreCase);
    }

    private static Map<String, List<String>> checked(@Nullable Map<String, List<String>> given) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        Elements.headers(HEADERS, given, MAX_HEADERS).forEach((name, values) -> {
            boolean ends = name.equalsIgnoreCase(CONNECTION);
            headers.put(name, ends ? closing(name, values) : values(name, values));
        });
        int lines = headers.values().stream().mapToInt(List::size).sum();
        Require.that(lines <= MAX_HEADERS, HEADERS, "must hold at most " + MAX_HEADERS + " values", lines);
        return Collections.unmodifiableMap(headers);
    }

    private static List<String> closing(String name, List<String> given) {
        boolean closes = given.size() == 1 && CLOSE.equalsIgnoreCase(given.get(0));
        String rule = "must be close, or not be given: it says that the connection ends after the answer";
        Require.that(closes, HEADERS + "." + name, rule, InvalidValue.WITHHELD);
        return List.of(CLOSE);
    }

    private static void checkName(String name) {
        boolean owned = Framing.owns(name);
        Require.that(
                !owned,
                HEADERS,
                "must not name headers that frame the message or control the connection",
                '"' + name + '"');
        boolean marker = name.toLowerCase(Locale.ROOT).startsWith(MARKERS);
        Require.that(
                !marker, HEADERS, "must not start with " + MARKERS + ", which marks injected faults", '"' + name + '"');
    }

    private static List<String> values(String name, List<String> given) {
        checkName(name);
        String field = HEADERS + "." + name;
        List<String> values = Elements.copy(field, given, MAX_HEADERS);
        Require.that(!values.isEmpty(), field, "must have a value", "an empty list");
        for (String value : values) {
            Elements.writable(field, value);
            boolean fits =
                    value.length() <= MAX_HEADER_VALUE && VALUE.matcher(value).matches();
            Require.that(fits, field, VALUE_RULE, InvalidValue.WITHHELD);
        }
        boolean ambiguous = name.equalsIgnoreCase(RETRY_AFTER) && values.size() > 1;
        Require.that(!ambiguous, field, "must have one value", values.size());
        return values;
    }
}
