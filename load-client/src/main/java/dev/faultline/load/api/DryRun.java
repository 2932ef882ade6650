package dev.faultline.load.api;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query parameter {@code dryRun}: check, answer, change nothing. */
final class DryRun {

    static final String NAME = "dryRun";

    private DryRun() {}

    /**
     * Returns whether the call is a dry run.
     *
     * @throws InvalidValue if that is not clear
     */
    static boolean asked(UriInfo uri) {
        // As a parameter of the method a bare ?dryRun would be none.
        @Nullable String value = uri.getQueryParameters().getFirst(NAME);
        if (value == null) {
            return false;
        }
        Require.that(List.of("true", "false", "").contains(value), NAME, "must be true or false", '"' + value + '"');
        return !value.equals("false");
    }
}
