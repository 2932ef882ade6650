package dev.faultline.load.api;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** The query parameter {@code dryRun}: check, answer, change nothing. */
final class DryRun {

    private static final String NAME = "dryRun";

    private DryRun() {}

    /**
     * Returns whether the call is a dry run.
     *
     * @throws InvalidValue if there is any other parameter: misspelt, a dry run would change the load
     */
    static boolean asked(UriInfo uri) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        for (String name : given.keySet()) {
            Require.that(name.equals(NAME), name, "is not known here; known are: " + NAME, "given");
        }
        List<String> values = given.getOrDefault(NAME, List.of("false"));
        Require.that(
                values.size() == 1 && List.of("true", "false", "").contains(values.get(0)),
                NAME,
                "must be true or false, once",
                values);
        // A bare ?dryRun means it.
        return !values.get(0).equals("false");
    }
}
