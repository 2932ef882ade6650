package dev.faultline.load.split;

import dev.faultline.load.plan.Target;
import dev.faultline.wire.Require;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an HTTPRoute says: the Service whose traffic is routed, and by which rules. One rule alone may have several
 * backends: its weights are what is steered. Immutable.
 *
 * @param name the route's own name
 * @param service the Service that it is attached to
 * @param port the Service's port, 0 for all
 * @param rules in the order of the route, at least one
 */
public record Route(String name, String service, int port, List<RouteRule> rules) {

    /** The most that the Gateway API takes. */
    private static final int MOST_RULES = 16;

    private static final int HTTP = 80;

    /** Checks that it is known what is steered. */
    public Route {
        Require.between("spec.rules", rules.size(), 1, MOST_RULES);
        rules = List.copyOf(rules);
        long splits = rules.stream().filter(RouteRule::isSplit).count();
        Require.that(
                splits == 1 || rules.size() == 1,
                "spec.rules",
                "must hold exactly one rule with several backends: its weights are what is steered",
                splits + " such rules");
    }

    /** A route whose one rule takes every request. */
    public Route(String name, String service, int port, Split split) {
        this(name, service, port, List.of(new RouteRule(List.of(), split)));
    }

    /** Returns whether requests to that Service and port are routed by this. */
    public boolean covers(String host, int hostPort) {
        boolean sameService = host.equals(service) || host.startsWith(service + ".");
        return sameService && (port == 0 || port == hostPort);
    }

    /** Returns a URL of the Service, which requests must go to for being routed. */
    public Target target() {
        return new Target(service, port == 0 ? HTTP : port, "/");
    }

    /** Returns the rule whose weights are steered. */
    public RouteRule steered() {
        return rules.stream().filter(RouteRule::isSplit).findFirst().orElse(rules.get(0));
    }

    /** Returns the weights that are steered, as the route has them. */
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
     * Returns the rule that a request with these headers falls under: the one whose match asks for most headers, of
     * several the first (Gateway API v1, HTTPRouteRule). None may match; a mesh answers such a request with 404.
     */
    public Optional<RouteRule> rule(Map<String, String> headers) {
        Map<String, String> lower = new HashMap<>();
        headers.forEach((header, value) -> lower.put(header.toLowerCase(Locale.ROOT), value));
        RouteRule best = null;
        int most = -1;
        for (RouteRule rule : rules) {
            int specificity = rule.specificity(lower);
            if (specificity > most) {
                best = rule;
                most = specificity;
            }
        }
        return Optional.ofNullable(best);
    }
}
