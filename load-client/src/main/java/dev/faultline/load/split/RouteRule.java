package dev.faultline.load.split;

import dev.faultline.wire.Require;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One rule of a route.
 *
 * @param matches one of them must hold; empty if the rule takes every request
 * @param split which backends its requests go to
 */
public record RouteRule(List<HeaderMatch> matches, Split split) {

    private static final int MOST_MATCHES = 64;

    /** Checks the bounds and keeps a copy. */
    public RouteRule {
        Require.that(matches.size() <= MOST_MATCHES, "matches", "must hold at most " + MOST_MATCHES, matches.size());
        matches = List.copyOf(matches);
    }

    /** Returns whether it has several backends to draw from. */
    boolean isSplit() {
        return split.weights().size() > 1;
    }

    /**
     * Returns how many headers the most specific of its matches asks for that hold.
     *
     * @return -1 if none holds
     */
    int specificity(Map<String, String> lowerCaseHeaders) {
        if (matches.isEmpty()) {
            return 0;
        }
        return matches.stream()
                .filter(match -> match.holds(lowerCaseHeaders))
                .map(match -> match.headers().size())
                .max(Comparator.naturalOrder())
                .orElse(-1);
    }
}
