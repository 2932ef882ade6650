package dev.faultline.injector.value;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Bounded, unmodifiable copies of the lists and maps in a plan, with the order kept. */
public final class Elements {

    private Elements() {}

    /**
     * Returns a copy of the list; an absent one is empty.
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
     * Returns a copy of the headers, each checked; absent ones are empty.
     *
     * @param check gets name and value, and returns what is wrong with them, or null
     * @throws InvalidValue if there are more than {@code max}, one is wrong, or two names differ in case alone
     */
    public static Map<String, String> headers(
            String field,
            @Nullable Map<String, String> given,
            int max,
            BiFunction<String, String, @Nullable String> check) {
        Map<String, String> headers = texts(field, given, max, check);
        Set<String> seen = new HashSet<>();
        headers.keySet().forEach(name -> {
            boolean once = seen.add(name.toLowerCase(Locale.ROOT));
            Require.that(once, field, "must name each header once, in whatever case", '"' + name + '"');
        });
        return headers;
    }

    /**
     * Returns a copy of the map, each pair checked; an absent one is empty.
     *
     * @param check gets key and value, and returns what is wrong with them, or null
     * @throws InvalidValue if there are more than {@code max}, or one is wrong
     */
    public static Map<String, String> texts(
            String field,
            @Nullable Map<String, String> given,
            int max,
            BiFunction<String, String, @Nullable String> check) {
        if (given == null) {
            return Map.of();
        }
        Require.that(given.size() <= max, field, "must hold at most " + max + " elements", given.size());
        given.forEach((name, value) -> {
            Texts.writable(field, name);
            Require.present(field + "." + name, value);
            Texts.writable(field + "." + name, value);
            String complaint = check.apply(name, value);
            if (complaint != null) {
                throw new InvalidValue(field, complaint, '"' + name + ": " + value + '"');
            }
        });
        return Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }
}
