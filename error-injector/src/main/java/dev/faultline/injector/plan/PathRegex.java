package dev.faultline.injector.plan;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.function.Predicate;
import java.util.regex.Matcher;

/**
 * Regular expressions for whole paths, in the syntax of RE2: what it leaves out, back references and look-around, is what
 * would make the cost of a match grow faster than the path. A path of more than 4096 characters matches none.
 */
public final class PathRegex {

    private static final int MAX_LENGTH = 500;

    /**
     * How long an expression may be with its counts written out, as the matcher does: without a bound,
     * {@code ((a{1000}){1000}){1000}} fills the memory, and the cost of a match grows with it.
     */
    private static final double MAX_SIZE = 2000;

    /** The longest path that is looked at: a match costs the size of the expression times the length of the path. */
    private static final int LONGEST_PATH = 4096;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

    /** What may end something longer than one character, so that a count after it multiplies all there is. */
    private static final String ENDS = ")*+?}";

    private PathRegex() {}

    /**
     * Throws unless the text is an expression.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static void check(String field, String expression) {
        boolean fits = !expression.isEmpty() && expression.length() <= MAX_LENGTH;
        Require.that(fits, field, "must have 1 to " + MAX_LENGTH + " characters", expression.length());
        double size = size(expression);
        Require.that(
                size <= MAX_SIZE, field, "must be at most 2000 long with its counts written out", Require.plain(size));
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            String rule = "must be a regular expression of RE2, without back references and look-around";
            throw new InvalidValue(field, rule, e.getDescription() + ": " + e.getPattern(), e);
        }
    }

    /** Returns the test that an expression stands for, made once per plan. */
    public static Predicate<String> compile(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return path -> path.length() <= LONGEST_PATH && pattern.matches(path);
    }

    /** Returns a size that the expression with its counts written out does not exceed; too large for most, never too small. */
    private static double size(String expression) {
        double sum = expression.length();
        double product = 1;
        Matcher count = COUNT.matcher(expression);
        while (count.find()) {
            String upper = count.group(2);
            double most = Double.parseDouble(upper == null || upper.isEmpty() ? count.group(1) : upper);
            if (count.start() > 0 && ENDS.indexOf(expression.charAt(count.start() - 1)) >= 0) {
                product *= Math.max(most, 1);
            } else {
                sum += most;
            }
        }
        return sum * product;
    }
}
