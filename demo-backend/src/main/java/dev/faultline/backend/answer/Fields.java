package dev.faultline.backend.answer;

import org.jspecify.annotations.Nullable;

/** The header fields of a request. */
@FunctionalInterface
public interface Fields {

    /** Returns the values of all fields of that name, joined by commas; null if there is none. */
    @Nullable
    String get(String name);
}
