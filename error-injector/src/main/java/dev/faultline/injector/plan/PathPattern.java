package dev.faultline.injector.plan;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Paths as rules name them: exact, but for the segment {@code *}, which stands for any one segment, and a last {@code
 * **}, which stands for any rest: {@code /api/**} is {@code /api} and all beneath it.
 */
public final class PathPattern {

    private static final Pattern SHAPE = Pattern.compile("/[\\x21-\\x7e&&[^?#]]{0,2047}");
    private static final String ONE = "*";
    private static final String REST = "/**";

    private PathPattern() {}

    /**
     * Throws unless the text is a pattern.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static void check(String field, String pattern) {
        Require.matching(
                field, pattern, SHAPE, "must be a path such as /api/*/items or /api/**, without spaces and query");
        boolean wildcardsWhole = segments(withoutRest(pattern)).allMatch(s -> s.equals(ONE) || !s.contains(ONE));
        Require.that(wildcardsWhole, field, "must use * for a whole segment and ** only at the end", pattern);
    }

    /** Returns the test that a pattern stands for, made once per plan. */
    public static Predicate<String> compile(String pattern) {
        if (!pattern.contains(ONE)) {
            return pattern::equals;
        }
        String regex = segments(withoutRest(pattern))
                .map(segment -> segment.equals(ONE) ? "[^/]+" : Pattern.quote(segment))
                .collect(Collectors.joining("/"));
        return Pattern.compile(regex + (pattern.endsWith(REST) ? "(?:/.*)?" : ""), Pattern.DOTALL)
                .asMatchPredicate();
    }

    private static String withoutRest(String pattern) {
        return pattern.endsWith(REST) ? pattern.substring(0, pattern.length() - REST.length()) : pattern;
    }

    private static Stream<String> segments(String path) {
        return Stream.of(path.split("/", -1));
    }
}
