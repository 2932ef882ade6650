package dev.faultline.injector.value;

import dev.faultline.platform.wire.Require;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Hosts as rules name them, in whatever case: exact, or {@code *.example.com} for all beneath a domain. Without a port, any
 * port matches.
 */
public final class HostPattern {

    private static final Pattern SHAPE = Pattern.compile(
            "(?:\\*\\.)?[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})(?::\\d{1,5})?|\\[[0-9A-Fa-f:.]{2,45}](?::\\d{1,5})?");
    private static final Pattern PORT = Pattern.compile(":\\d+$");
    private static final String ANY = "*";

    private HostPattern() {}

    /**
     * Throws unless the text is a pattern.
     *
     * @throws dev.faultline.platform.wire.InvalidValue naming {@code field}
     */
    public static void check(String field, String pattern) {
        Require.matching(field, pattern, SHAPE, "must be a host such as books, books:7002 or *.example.com");
    }

    /** Returns the test that a pattern stands for, made once per plan; it takes hosts with or without a port. */
    public static Predicate<String> compile(String pattern) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        boolean anyPort = !PORT.matcher(wanted).find();
        String suffix = wanted.startsWith(ANY) ? wanted.substring(ANY.length()) : "";
        return host -> {
            String given = host.toLowerCase(Locale.ROOT);
            String compared = anyPort ? PORT.matcher(given).replaceFirst("") : given;
            return suffix.isEmpty()
                    ? compared.equals(wanted)
                    : compared.endsWith(suffix) && compared.length() > suffix.length();
        };
    }
}
