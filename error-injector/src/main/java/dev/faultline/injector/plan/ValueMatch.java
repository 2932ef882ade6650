package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.injector.value.Elements;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks of a header or of a parameter, which may have several values: that any of them is right, or that there is
 * one at all. Exactly one component is given.
 *
 * @param exact the whole value; in JSON a text alone means this
 * @param regex what the whole value matches, as {@link Regex} reads it
 * @param present whether there is a value, whatever it is
 */
public record ValueMatch(
        @Nullable String exact,
        @Nullable String regex,
        @Nullable Boolean present) {

    private static final Pattern VALUE = Pattern.compile("[^\\r\\n\\x00]{0,4096}");

    /** @throws InvalidValue unless one is given, and a value can be so; values are not shown, since many are secrets */
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public ValueMatch {
        long given = Stream.of(exact != null, regex != null, present != null)
                .filter(each -> each)
                .count();
        Require.that(given == 1, "", "must be a text, or give one of exact, regex and present", given + " of them");
        Elements.writable("", exact);
        if (exact != null) {
            Require.matchingSecret("", exact, VALUE, "must have values of one line, of at most 4096 characters");
        }
        Elements.writable("regex", regex);
        if (regex != null) {
            Regex.check("regex", regex);
        }
    }

    /** Returns what only that value matches. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ValueMatch exactly(String value) {
        return new ValueMatch(value, null, null);
    }

    /** Returns the test that this stands for, made once per plan; it takes all values that a request has. */
    public Predicate<List<String>> compile() {
        if (present != null) {
            boolean wanted = present;
            return values -> values.isEmpty() != wanted;
        }
        Predicate<String> right = exact == null ? Regex.compile(Objects.requireNonNull(regex)) : exact::equals;
        return values -> values.stream().anyMatch(right);
    }

    /** Returns what JSON has for it: the text, or an object. */
    @JsonValue
    Object json() {
        if (exact != null) {
            return exact;
        }
        return regex == null ? Map.of("present", Objects.requireNonNull(present)) : Map.of("regex", regex);
    }
}
