package dev.faultline.injector.plan;

import com.google.re2j.Pattern;
import dev.faultline.platform.wire.LinearRegex;
import java.util.function.Predicate;

/** {@link LinearRegex Regular expressions} for whole paths and values. A text of more than 4096 characters matches none. */
public final class Regex {

    private static final int MAX_SIZE = 2000;

    private static final int LONGEST_TEXT = 4096;

    private Regex() {}

    /**
     * Throws unless the text is an expression. The complaint does not hold it: that of a header may be a secret.
     *
     * @throws dev.faultline.platform.wire.InvalidValue naming {@code field}
     */
    public static void check(String field, String expression) {
        LinearRegex.compile(field, expression, MAX_SIZE);
    }

    /** Returns the test that an expression stands for, made once per plan. */
    public static Predicate<String> compile(String expression) {
        Pattern pattern = LinearRegex.compile("regex", expression, MAX_SIZE);
        return text -> text.length() <= LONGEST_TEXT && pattern.matches(text);
    }
}
