package dev.faultline.injector.fault;

import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Texts;
import dev.faultline.wire.Framing;
import dev.faultline.wire.Require;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One whole answer, fit to be sent: nothing in it can break the framing of the connection or forge our own markers.
 *
 * @param headers where {@code Retry-After} may be {@code auto}: the time left of the outage; nothing if it has no end
 * @param body text, sent in UTF-8; absent for no body
 * @param contentType the type of the body; {@value #PLAIN} if there is a body and no other type is given
 */
public record Answer(
        int status,
        Map<String, String> headers,
        @Nullable String body,
        @Nullable String contentType) implements Source {

    /** As the value of {@value #RETRY_AFTER}: the time left of the outage, in whole seconds. */
    public static final String AUTO = "auto";

    /** The header that says when to try again. */
    public static final String RETRY_AFTER = "Retry-After";

    /** The longest body, in bytes of UTF-8. */
    public static final int MAX_BODY = 1 << 20;

    private static final String PLAIN = "text/plain;charset=UTF-8";
    private static final String CONTENT_TYPE = "content-type";
    private static final int MAX_HEADERS = 50;
    private static final int MAX_HEADER_VALUE = 4096;

    /** Statuses whose answers have no body (RFC 9110, 6.4.1 and 15.3.6). */
    private static final Set<Integer> BODILESS = Set.of(204, 205, 304);

    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e](?:[\\t\\x20-\\x7e]*[\\x21-\\x7e])?|");
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,64}(?:[ \\t]*;[\\x20-\\x7e]{1,128})?");

    /** The prefix of our own markers, which must stay believable: no plan and no upstream may set them. */
    public static final String MARKERS = "x-faultline-";

    public Answer {
        Require.between("status", status, 200, 599);
        headers = Elements.headers("headers", headers, MAX_HEADERS, Answer::complaint);
        if (contentType != null) {
            Require.matching("contentType", contentType, MEDIA_TYPE, "must be a media type such as application/json");
            Require.that(!hasContentType(headers), "contentType", "must not be in headers too", contentType);
        }
        Texts.writable("body", body);
        if (body != null) {
            int bytes = body.getBytes(StandardCharsets.UTF_8).length;
            Require.that(bytes <= MAX_BODY, "body", "must be at most " + MAX_BODY + " bytes", bytes + " bytes");
            boolean allowed = body.isEmpty() || !BODILESS.contains(status);
            Require.that(allowed, "body", "must be absent, since status " + status + " has none", '"' + body + '"');
        }
    }

    /** Returns the type to send: the one given, {@value #PLAIN} for a body without one, or null for none. */
    public @Nullable String effectiveContentType() {
        if (contentType != null) {
            return contentType;
        }
        return body == null || body.isEmpty() || hasContentType(headers) ? null : PLAIN;
    }

    @Override
    public Source replacedBy(Answer answer) {
        return answer;
    }

    private static boolean hasContentType(Map<String, String> headers) {
        return headers.keySet().stream().anyMatch(CONTENT_TYPE::equalsIgnoreCase);
    }

    private static @Nullable String complaint(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return "must have names of letters, digits and !#$%&'*+.^_`|~- only";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (Framing.owns(name)) {
            return "must not frame the message or steer the connection, which is the server's business";
        }
        if (lower.startsWith(MARKERS)) {
            return "must not start with " + MARKERS + ", which marks injected faults";
        }
        if (value.length() > MAX_HEADER_VALUE || !VALUE.matcher(value).matches()) {
            return "must have values of at most " + MAX_HEADER_VALUE
                    + " printable ASCII characters without spaces at the ends";
        }
        return null;
    }
}
