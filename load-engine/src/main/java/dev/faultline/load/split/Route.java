package dev.faultline.load.split;

import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.Require;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An HTTPRoute: the Service whose traffic is routed, and the rules. Only one rule may have several backends; its
 * weights are the split that experiments change. Immutable.
 *
 * @param name the route's own name
 * @param service the Service that it is attached to
 * @param port the Service's port, 0 for all
 * @param rules in the order of the route, at least one
 */
public record Route(String name, String service, int port, List<Rule> rules) {

    /** The most that the Gateway API takes. */
    private static final int MOST_RULES = 16;

    private static final int HTTP = 80;

    /** Checks that there is exactly one split to change. */
    public Route {
        Require.between("spec.rules", rules.size(), 1, MOST_RULES);
        rules = List.copyOf(rules);
        long splits = rules.stream().filter(Rule::isSplit).count();
        Require.that(
                splits == 1 || rules.size() == 1,
                "spec.rules",
                "must hold exactly one rule with several backends: its weights are what is steered",
                splits + " such rules");
    }

    /** A route whose one rule takes every request. */
    public Route(String name, String service, int port, Split split) {
        this(name, service, port, List.of(new Rule(List.of(), split)));
    }

    /** Returns whether requests to that Service and port are routed by this. */
    public boolean covers(String host, int hostPort) {
        boolean sameService = host.equals(service) || host.startsWith(service + ".");
        return sameService && (port == 0 || port == hostPort);
    }

    /** Returns a URL of the Service, which requests must go to to be routed. */
    public Target target() {
        return new Target(false, service, port == 0 ? HTTP : port, "/");
    }

    /** Returns the rule whose weights are changed. */
    public Rule steered() {
        return rules.stream().filter(Rule::isSplit).findFirst().orElse(rules.get(0));
    }

    /** Returns the weights of the {@link #steered} rule, as the route has them. */
    public Split split() {
        return steered().split();
    }

    /** Returns the names of all backends. */
    Set<String> backends() {
        Set<String> names = new LinkedHashSet<>();
        rules.forEach(rule -> names.addAll(rule.split().weights().keySet()));
        return names;
    }

    /**
     * Returns the rule that a request with these headers falls under: the one whose match asks for the most headers,
     * the first of several (Gateway API v1, HTTPRouteRule). None may match; a mesh answers such a request with 404.
     */
    public Optional<Rule> rule(Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((header, value) -> lower.put(header.toLowerCase(Locale.ROOT), value));
        Rule best = null;
        int most = -1;
        for (Rule rule : rules) {
            int specificity = rule.specificity(lower);
            if (specificity > most) {
                best = rule;
                most = specificity;
            }
        }
        return Optional.ofNullable(best);
    }

    /**
     * A rule of the route.
     *
     * @param matches one of them must hold; empty if the rule takes every request
     * @param split which backends its requests go to
     */
    public record Rule(List<HeaderMatch> matches, Split split) {

        private static final int MOST_MATCHES = 64;

        /** Checks the bounds and keeps a copy. */
        public Rule {
            Require.that(
                    matches.size() <= MOST_MATCHES, "matches", "must hold at most " + MOST_MATCHES, matches.size());
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
}
