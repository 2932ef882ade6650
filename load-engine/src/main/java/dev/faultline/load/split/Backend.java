package dev.faultline.load.split;

import dev.faultline.platform.wire.InvalidValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a backend really listens.
 *
 * @param name its name in the route
 */
public record Backend(String name, String host, int port) {

    private static final Pattern WRITTEN = Pattern.compile("([a-z0-9][a-z0-9.-]*)=([A-Za-z0-9.-]+):(\\d{1,5})");

    /**
     * Returns the backend written as {@code NAME=HOST:PORT}.
     *
     * @throws InvalidValue naming {@code field} if it is not written so
     */
    public static Backend parse(String field, String text) {
        Matcher parts = WRITTEN.matcher(text.trim());
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > 65_535) {
            throw new InvalidValue(field, "must be NAME=HOST:PORT", '"' + text + '"');
        }
        return new Backend(parts.group(1), parts.group(2), Integer.parseInt(parts.group(3)));
    }
}
