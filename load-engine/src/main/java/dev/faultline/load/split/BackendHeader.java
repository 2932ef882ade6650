package dev.faultline.load.split;

import dev.faultline.platform.wire.InvalidValue;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A header that only the backend itself sends, by which its answers are told from those that a proxy makes up.
 *
 * @param name in lower case
 * @param prefix what its value begins with; empty if any value will do
 */
public record BackendHeader(String name, String prefix) {

    private static final Pattern WRITTEN =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,100})(?:=([\\x20-\\x7e]{1,200}))?");

    /**
     * Returns the header written as {@code NAME} or {@code NAME=PREFIX}, such as {@code server=Apache}.
     *
     * @throws InvalidValue naming {@code field} if it is not written so
     */
    public static BackendHeader parse(String field, String text) {
        Matcher parts = WRITTEN.matcher(text.trim());
        if (!parts.matches()) {
            throw new InvalidValue(
                    field, "must be the NAME of a header, or NAME=PREFIX of its value", '"' + text + '"');
        }
        String prefix = parts.group(2) == null ? "" : parts.group(2);
        return new BackendHeader(parts.group(1).toLowerCase(Locale.ROOT), prefix);
    }
}
