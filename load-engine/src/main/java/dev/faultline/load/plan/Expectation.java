package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.re2j.Pattern;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.LinearRegex;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must be to be the right one. An answer that is not ends as {@code unexpected} and is no success. It only
 * adds to what makes a success: a 5xx that is expected is none.
 *
 * @param status the statuses that an answer may have, at most 100; any if not given
 * @param body what its body must hold; anything if not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Expectation(
        @Nullable List<Statuses> status, @Nullable Body body) {

    /** So much of a body is looked at: a regular expression must not hold up the loop that sends. In bytes. */
    public static final int LONGEST_BODY = 16 * 1024;

    private static final int MAX_STATUSES = 100;

    /** Checks that it asks for something. */
    public Expectation {
        Require.that(status != null || body != null, "", "must have a status or a body", "neither");
        status = status == null ? null : LoadPlan.elements("status", status, MAX_STATUSES);
    }

    /** Returns whether an answer may have that status. */
    public boolean allows(int answered) {
        return status == null || status.stream().anyMatch(statuses -> statuses.hold(answered));
    }

    /** A status, or all of a class: in JSON a number such as 200, or a text such as {@code "2xx"}. */
    public record Statuses(int from, int to) {

        private static final String RULE = "must be a status from 100 to 599, or a class of them such as 2xx";

        /** Returns what a document names so. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        public static Statuses of(Object value) {
            String written = value.toString();
            if (value instanceof Integer status && status >= 100 && status < 600) {
                return new Statuses(status, status);
            }
            if (value instanceof String && written.matches("[1-5]xx")) {
                int from = (written.charAt(0) - '0') * 100;
                return new Statuses(from, from + 99);
            }
            throw new InvalidValue("", RULE, written);
        }

        boolean hold(int status) {
            return from <= status && status <= to;
        }

        /** Returns it as a document has it. */
        @JsonValue
        public Object json() {
            return from == to ? (Object) from : from / 100 + "xx";
        }
    }

    /**
     * What the first {@value #LONGEST_BODY} bytes of a body must hold, read as UTF-8; all that is given.
     *
     * @param contains a text, at most 1000 characters
     * @param matches a regular expression of RE2 that is found anywhere in it; {@code ^} and {@code $} are its ends
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Body(@Nullable String contains, @Nullable String matches) {

        private static final int MAX_TEXT = 1_000;
        private static final int MAX_SIZE = 500;

        /** Checks the bounds. No complaint holds the text: it may be a secret. */
        public Body {
            Require.that(contains != null || matches != null, "", "must have contains or matches", "neither");
            if (contains != null) {
                boolean fits = !contains.isEmpty() && contains.length() <= MAX_TEXT;
                Require.that(fits, "contains", "must have 1 to " + MAX_TEXT + " characters", contains.length());
            }
            if (matches != null) {
                LinearRegex.compile("matches", matches, MAX_SIZE);
            }
        }

        /** Returns the test that it stands for, made once per plan. */
        public Predicate<String> test() {
            Predicate<String> holds = contains == null ? body -> true : body -> body.contains(contains);
            if (matches == null) {
                return holds;
            }
            Pattern pattern = LinearRegex.compile("matches", matches, MAX_SIZE);
            return holds.and(body -> pattern.matcher(body).find());
        }
    }
}
