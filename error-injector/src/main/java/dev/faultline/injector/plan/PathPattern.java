package dev.faultline.injector.plan;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Paths as rules name them: exact, but for the segment {@code *}, which stands for any one segment that is not empty, and
 * one segment {@code **}, which stands for any number of them: {@code /api/**} is {@code /api} and all beneath it.
 */
public final class PathPattern implements Predicate<String> {

    private static final Pattern SHAPE = Pattern.compile("/[\\x21-\\x7e&&[^?#]]{0,2047}");
    private static final String ONE = "*";
    private static final String REST = "**";

    /** What every path that matches begins with; for patterns with wildcards a cheap first test. */
    private final String literal;

    private final List<String> before;
    private final List<String> after;
    private final boolean hasRest;

    private PathPattern(List<String> segments) {
        int rest = segments.indexOf(REST);
        hasRest = rest >= 0;
        before = hasRest ? segments.subList(0, rest) : segments;
        after = hasRest ? segments.subList(rest + 1, segments.size()) : List.of();
        int wild = before.indexOf(ONE);
        literal = String.join("/", before.subList(0, wild < 0 ? before.size() : wild));
    }

    /**
     * Throws unless the text is a pattern.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static void check(String field, String pattern) {
        Require.matching(
                field, pattern, SHAPE, "must be a path such as /api/*/items or /api/**, without spaces and query");
        List<String> segments = segments(pattern);
        boolean whole = segments.stream().allMatch(s -> s.equals(ONE) || s.equals(REST) || !s.contains(ONE));
        boolean once = segments.stream().filter(REST::equals).count() <= 1;
        Require.that(whole && once, field, "must use * for a whole segment and ** for segments, once", pattern);
    }

    /** Returns whether the pattern is a path and nothing more. */
    public static boolean isExact(String pattern) {
        return !pattern.contains(ONE);
    }

    /** Returns the test that a pattern stands for, made once per plan. */
    public static Predicate<String> compile(String pattern) {
        return isExact(pattern) ? pattern::equals : new PathPattern(segments(pattern));
    }

    @Override
    public boolean test(String path) {
        if (!path.startsWith(literal)) {
            return false;
        }
        List<String> given = segments(path);
        int rest = given.size() - before.size() - after.size();
        return (hasRest ? rest >= 0 : rest == 0)
                && matches(before, given.subList(0, before.size()))
                && matches(after, given.subList(given.size() - after.size(), given.size()));
    }

    private static boolean matches(List<String> pattern, List<String> given) {
        for (int i = 0; i < pattern.size(); i++) {
            String wanted = pattern.get(i);
            boolean fits = wanted.equals(ONE) ? !given.get(i).isEmpty() : wanted.equals(given.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
