package dev.faultline.load.split;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import java.util.Map;

/**
 * Which share of the traffic the split in force should give to whom.
 *
 * @param injected the fraction of the traffic that it sends to the injector, NaN if no split is known
 */
public record ExpectedShare(double injected) {

    /** No split is known. */
    public static final ExpectedShare UNKNOWN = new ExpectedShare(Double.NaN);

    /** Returns the fraction that goes to that party; NaN if not known. */
    public double shareOf(Answerer answerer) {
        return switch (answerer) {
            case INJECTOR -> injected;
            case BACKEND -> 1 - injected;
            case PROXY, NOBODY, UNKNOWN -> Double.isNaN(injected) ? Double.NaN : 0;
        };
    }

    /**
     * The expected shares of requests that fall under a route. Immutable.
     *
     * @param split the weights in force of the rule that is steered
     * @param injector which of the backends is the error injector
     */
    public record ByRoute(Route route, Split split, String injector) {

        /** Returns what to expect for requests with these headers; unknown if no rule takes them. */
        public ExpectedShare of(Map<String, String> headers) {
            return route.rule(headers)
                    .map(rule -> rule.equals(route.steered()) ? split : rule.split())
                    .map(weights -> new ExpectedShare(weights.share(injector)))
                    .orElse(ExpectedShare.UNKNOWN);
        }

        /** Returns what to expect for every request; unknown if that depends on its headers. */
        public ExpectedShare ofAll() {
            return route.rules().size() == 1 && route.steered().matches().isEmpty()
                    ? of(Map.of())
                    : ExpectedShare.UNKNOWN;
        }

        /** Returns what to expect for the requests of a plan, weighted by its mix. */
        public ExpectedShare of(LoadPlan plan) {
            if (!route.covers(plan.target().host(), plan.target().port())) {
                return ExpectedShare.UNKNOWN;
            }
            double weights = 0;
            double injected = 0;
            for (RequestSpec request : plan.requests()) {
                if (request.weight() > 0) {
                    weights += request.weight();
                    injected += request.weight() * of(request.headers()).injected();
                }
            }
            return new ExpectedShare(injected / weights);
        }
    }
}
