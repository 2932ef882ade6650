package dev.faultline.backend.access;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One answered request, as Apache's combined format tells it: {@code %h %l %u %t "%r" %>s %b "%{Referer}i"
 * "%{User-Agent}i"}. Whatever the client sent is escaped as Apache does, so that it can neither start a line nor end a
 * quoted field.
 *
 * @param client the address
 * @param received when the request came in
 * @param request the request line
 * @param bytes of the body that were sent
 */
public record CombinedLine(
        String client,
        Instant received,
        String request,
        int status,
        long bytes,
        @Nullable String referer,
        @Nullable String userAgent) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("'['dd/MMM/yyyy:HH:mm:ss Z']'", Locale.US);

    /** Returns about how many characters the line holds: what it costs to keep it. */
    int weight() {
        return 100 + client.length() + request.length() + length(referer) + length(userAgent);
    }

    /** Returns the line, without a line end. Identity and user are never known, so both are {@code -}. */
    String text(ZoneId zone) {
        StringBuilder line = new StringBuilder(weight());
        escape(line, client);
        line.append(" - - ");
        TIME.withZone(zone).formatTo(received, line);
        quote(line.append(' '), request);
        line.append(' ').append(status).append(' ');
        line.append(bytes == 0 ? "-" : Long.toString(bytes)).append(' ');
        quote(line, referer);
        quote(line.append(' '), userAgent);
        return line.toString();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static void quote(StringBuilder line, @Nullable String text) {
        line.append('"');
        escape(line, text == null ? "-" : text);
        line.append('"');
    }

    private static void escape(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\b' -> line.append("\\b");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\u000b' -> line.append("\\v");
                default -> plain(line, c);
            }
        }
    }

    private static void plain(StringBuilder line, char c) {
        if (c >= ' ' && c < 0x7f) {
            line.append(c);
        } else if (c <= 0xff) {
            // Headers are read as ISO 8859-1, so that a character is a byte as it came.
            line.append(String.format("\\x%02x", (int) c));
        } else {
            line.append(String.format("\\u%04x", (int) c));
        }
    }
}
