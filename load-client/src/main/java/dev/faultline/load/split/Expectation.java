package dev.faultline.load.split;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.slo.Promise;
import java.util.Map;

/**
 * What weights let expect of requests that fall under a route. Immutable.
 *
 * @param split the weights in force of the rule that is steered
 * @param injector which of the backends is the error injector
 */
public record Expectation(Route route, Split split, String injector) {

    /** Returns what to expect of requests with these headers: nothing is known if none of the rules takes them. */
    public Promise of(Map<String, String> headers) {
        return route.rule(headers)
                .map(rule -> rule.equals(route.steered()) ? split : rule.split())
                .map(weights -> new Promise(weights.share(injector)))
                .orElse(Promise.UNKNOWN);
    }

    /** Returns what to expect of every request; nothing is known if that depends on its headers. */
    public Promise ofAll() {
        return route.rules().size() == 1 && route.steered().matches().isEmpty() ? of(Map.of()) : Promise.UNKNOWN;
    }

    /** Returns what to expect of the requests of a plan, in the shares of its mix. */
    public Promise of(LoadPlan plan) {
        if (!route.covers(plan.target().host(), plan.target().port())) {
            return Promise.UNKNOWN;
        }
        double weights = 0;
        double injected = 0;
        for (RequestSpec request : plan.requests()) {
            if (request.weight() > 0) {
                weights += request.weight();
                injected += request.weight() * of(request.headers()).injected();
            }
        }
        return new Promise(injected / weights);
    }
}
