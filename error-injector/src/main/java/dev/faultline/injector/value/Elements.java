package dev.faultline.injector.value;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Bounded, unmodifiable copies of the lists and maps in a plan, with the order kept. */
public final class Elements {

    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");

    private Elements() {}

    /**
     * Returns a copy of the list; null becomes an empty one.
     *
     * @throws InvalidValue if there are more than {@code max} elements, or one is null
     */
    public static <T> List<T> copy(String field, @Nullable List<T> given, int max) {
        if (given == null) {
            return List.of();
        }
        Require.that(given.size() <= max, field, "must hold at most " + max + " elements", given.size());
        for (int i = 0; i < given.size(); i++) {
            Require.present(field + "[" + i + "]", given.get(i));
        }
        return List.copyOf(given);
    }

    /**
     * Returns a copy of what is said of headers, by their names; null becomes an empty one.
     *
     * @throws InvalidValue if there are more than {@code max}, a value is null, or a name is none, or another's in other case
     */
    public static <T> Map<String, T> headers(String field, @Nullable Map<String, T> given, int max) {
        Map<String, T> headers = map(field, given, max);
        Set<String> seen = new HashSet<>();
        headers.keySet().forEach(name -> {
            Require.matching(field, name, HEADER, "must have names of letters, digits and !#$%&'*+.^_`|~- only");
            boolean once = seen.add(name.toLowerCase(Locale.ROOT));
            Require.that(once, field, "must name each header once, in whatever case", '"' + name + '"');
        });
        return headers;
    }

    /**
     * Returns a copy of the map; null becomes an empty one.
     *
     * @throws InvalidValue if there are more than {@code max}, a value is null, or a key cannot be written again
     */
    public static <T> Map<String, T> map(String field, @Nullable Map<String, T> given, int max) {
        if (given == null) {
            return Map.of();
        }
        Require.that(given.size() <= max, field, "must hold at most " + max + " elements", given.size());
        given.forEach((name, value) -> {
            writable(field, name);
            Require.present(field + "." + name, value);
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /**
     * Throws unless the text is null or can be written again: JSON can spell halves of characters, such as a lone
     * {@code \ud800}, which have no form in UTF-8.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static void writable(String field, @Nullable String text) {
        if (text != null && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            // The text itself cannot be shown: the complaint could not be written either.
            throw new InvalidValue(field, "must be made of whole characters", "half of a surrogate pair");
        }
    }
}
