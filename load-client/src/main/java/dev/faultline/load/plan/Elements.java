package dev.faultline.load.plan;

import dev.faultline.wire.Require;
import java.util.List;

/** The check of lists that a document gives. */
final class Elements {

    private Elements() {}

    /** Returns a copy, from 1 to that many long; throws if it is not, or if an element is null. */
    static <T> List<T> of(String field, List<T> given, int most) {
        Require.that(
                !given.isEmpty() && given.size() <= most,
                field,
                "must hold from 1 to " + most + " of them",
                given.size());
        for (int i = 0; i < given.size(); i++) {
            Require.present(field + "[" + i + "]", given.get(i));
        }
        return List.copyOf(given);
    }
}
