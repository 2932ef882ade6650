package dev.faultline.platform.wire;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.Matcher;

/**
 * Regular expressions of documents, in the syntax of RE2: what it leaves out, back references and look-around, is what
 * would make the cost of a match grow faster than the text. A match costs at most the size of the expression times the
 * length of the text, so whoever matches bounds both.
 */
public final class LinearRegex {

    private static final int MAX_LENGTH = 500;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

    /** What may end something longer than one character, so that a count after it multiplies all there is. */
    private static final String ENDS = ")*+?}";

    private LinearRegex() {}

    /**
     * Returns the expression, ready to be matched. No complaint holds the expression itself.
     *
     * @param maxSize how long it may be with its counts written out, as the matcher does: without a bound,
     *     {@code ((a{1000}){1000}){1000}} fills the memory, and the cost of a match grows with it
     * @throws InvalidValue naming {@code field} if it is none, has more than 500 characters, or is larger than that
     */
    public static Pattern compile(String field, String expression, int maxSize) {
        boolean fits = !expression.isEmpty() && expression.length() <= MAX_LENGTH;
        Require.that(fits, field, "must have 1 to " + MAX_LENGTH + " characters", expression.length());
        double size = size(expression);
        Require.that(
                size <= maxSize,
                field,
                "must be at most " + maxSize + " long with its counts written out",
                Require.plain(size));
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            String rule = "must be a regular expression of RE2, without back references and look-around";
            throw new InvalidValue(field, rule, e.getDescription());
        }
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
