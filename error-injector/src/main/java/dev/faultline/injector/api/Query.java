package dev.faultline.injector.api;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query parameters of a call. One that is not known is refused: misspelt, a dry run would change the plan for good. */
final class Query {

    static final String DRY_RUN = "dryRun";

    private final MultivaluedMap<String, String> given;

    /** @throws InvalidValue if a parameter is not among the known, or is given twice */
    Query(UriInfo uri, Set<String> known) {
        given = uri.getQueryParameters();
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                String rule = "is not known here; "
                        + (known.isEmpty() ? "there are no query parameters" : "known are: " + sorted(known));
                throw new InvalidValue(name, rule, "given");
            }
            Require.that(values.size() == 1, name, "must be given once", values);
        });
    }

    /** Refuses all parameters. */
    static void none(UriInfo uri) {
        new Query(uri, Set.of()).text("");
    }

    /** Returns whether {@code dryRun}, the only parameter there may be, is set. */
    static boolean dryRun(UriInfo uri) {
        String value = new Query(uri, Set.of(DRY_RUN)).text(DRY_RUN);
        Require.that(
                value == null || List.of("true", "false", "").contains(value),
                DRY_RUN,
                "must be true or false",
                '"' + value + '"');
        // A bare ?dryRun means it.
        return value != null && !value.equals("false");
    }

    /** Returns the value of a parameter; absent if it was not given. */
    @Nullable
    String text(String name) {
        return given.getFirst(name);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }
}
