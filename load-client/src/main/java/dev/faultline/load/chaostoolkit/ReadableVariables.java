package dev.faultline.load.chaostoolkit;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the environment that an experiment may read which comes from outside: it could send them anywhere.
 *
 * @param names of the variables
 * @param environment all of them
 */
public record ReadableVariables(Set<String> names, Function<String, @Nullable String> environment) {

    /** Keeps a copy. */
    public ReadableVariables {
        names = Set.copyOf(names);
    }

    /** Returns the value of a variable; null if it is not set, or not to be read. */
    public @Nullable String get(String name) {
        return names.contains(name) ? environment.apply(name) : null;
    }
}
