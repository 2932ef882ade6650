package dev.faultline.load.split;

import dev.faultline.wire.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The headers that a request must have, all of them. Names are compared in any case, values exactly.
 *
 * @param headers value by name, at least one; names in lower case
 */
public record HeaderMatch(Map<String, String> headers) {

    /** Checks that there is something to match. */
    public HeaderMatch {
        Require.that(!headers.isEmpty(), "headers", "must hold at least one", "none");
        Map<String, String> lower = new LinkedHashMap<>();
        // Of entries with equivalent names the first counts: so says the Gateway API.
        headers.forEach((name, value) -> lower.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        headers = Collections.unmodifiableMap(lower);
    }

    /** Returns whether a request with these headers, their names in lower case, has all that is asked. */
    boolean holds(Map<String, String> lowerCaseHeaders) {
        return headers.entrySet().stream()
                .allMatch(header -> header.getValue().equals(lowerCaseHeaders.get(header.getKey())));
    }
}
