package dev.faultline.injector.plan;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Paths as rules name them: exact, but for the segment {@code *}, which stands for any one segment that is not empty, and
 * one segment {@code **}, which stands for any number of them: {@code /api/**} is {@code /api} and all beneath it. Patterns
 * and paths are compared {@linkplain #normalised normalised}.
 */
public final class PathPattern implements Predicate<String> {

    private static final Pattern SHAPE = Pattern.compile("/[\\x21-\\x7e&&[^?#]]{0,2047}");
    private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
    private static final int HEX = 16;

    /** What {@link Character#digit} says of what is none. */
    private static final int NO_DIGIT = -1;

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

    /**
     * Returns the one way of writing a path that stands for all equivalent ones (RFC 3986, 6.2.2): what need not be
     * percent-encoded is not, the rest is in capitals, and there are no dot segments. What is encoded although it would mean
     * something else if it were not, such as {@code %2F}, stays; so does what is no encoding.
     */
    public static String normalised(String path) {
        // Most paths are; then nothing is copied.
        String decoded = path.indexOf('%') < 0 ? path : withoutNeedlessEncoding(path);
        return decoded.startsWith("/") && decoded.contains("/.") ? withoutDotSegments(decoded) : decoded;
    }

    private static String withoutNeedlessEncoding(String path) {
        StringBuilder normalised = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char next = path.charAt(i);
            int high = next == '%' && i + 2 < path.length() ? Character.digit(path.charAt(i + 1), HEX) : NO_DIGIT;
            int low = high == NO_DIGIT ? NO_DIGIT : Character.digit(path.charAt(i + 2), HEX);
            if (low == NO_DIGIT) {
                normalised.append(next);
                continue;
            }
            char encoded = (char) (high * HEX + low);
            if (UNRESERVED.matcher(String.valueOf(encoded)).matches()) {
                normalised.append(encoded);
            } else {
                normalised.append(path.substring(i, i + 3).toUpperCase(Locale.ROOT));
            }
            i += 2;
        }
        return normalised.toString();
    }

    private static String withoutDotSegments(String path) {
        List<String> given = segments(path);
        List<String> kept = new ArrayList<>();
        for (int i = 1; i < given.size(); i++) {
            String segment = given.get(i);
            boolean up = segment.equals("..");
            if (up && !kept.isEmpty()) {
                kept.remove(kept.size() - 1);
            }
            if (!up && !segment.equals(".")) {
                kept.add(segment);
            } else if (i == given.size() - 1) {
                // What it names is a directory.
                kept.add("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Returns the test that a pattern stands for, made once per plan; it takes normalised paths. */
    public static Predicate<String> compile(String pattern) {
        String normalised = normalised(pattern);
        return isExact(pattern) ? normalised::equals : new PathPattern(segments(normalised));
    }

    @Override
    public boolean test(String path) {
        if (!path.startsWith(literal)) {
            return false;
        }
        // In place: a plan may ask a hundred patterns about each request.
        int from = 0;
        for (String wanted : before) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            if (!fits(wanted, path, from, end)) {
                return false;
            }
            from = end + 1;
        }
        int to = path.length();
        for (int i = after.size() - 1; i >= 0; i--) {
            int start = path.lastIndexOf('/', to - 1) + 1;
            if (start < from || !fits(after.get(i), path, start, to)) {
                return false;
            }
            to = start - 1;
        }
        return hasRest || from > to;
    }

    /** Returns whether there is a segment from {@code start} to {@code end}, and that is what is wanted. */
    private static boolean fits(String wanted, String path, int start, int end) {
        // Behind the path there is none, and this is below 0.
        int length = end - start;
        return wanted.equals(ONE) ? length > 0 : wanted.length() == length && path.startsWith(wanted, start);
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.split("/", -1));
    }
}
