package dev.faultline.load.split;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.slo.Promise;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Stands in for a mesh on one machine: draws the backend of each request to the route's Service from the same manifest
 * that a cluster would be given. Weights may be read and changed from any thread; backends are drawn by one.
 */
public final class EmbeddedSplit implements SplitControl {

    private final Route route;
    private final Map<String, Backend> backends;
    private final String injector;
    private final RandomGenerator random;
    private volatile Deck deck;

    /**
     * @param backends where each backend of the route listens, by name
     * @param injector which of them is the error injector
     * @throws dev.faultline.wire.InvalidValue if a backend of the route has no address
     */
    public EmbeddedSplit(Route route, Map<String, Backend> backends, String injector, RandomGenerator random) {
        for (String name : route.backends()) {
            Require.that(
                    backends.containsKey(name), "faultline.split.addresses", "must hold " + name, backends.keySet());
        }
        this.route = route;
        this.backends = Map.copyOf(backends);
        this.injector = injector;
        this.random = random;
        this.deck = new Deck(route.split(), random);
    }

    /** Returns whether requests to that host and port are split here. */
    public boolean covers(String host, int port) {
        return route.covers(host, port);
    }

    /** Returns where the backends of the route listen. */
    public Collection<Backend> backends() {
        return backends.values();
    }

    @Override
    public Split split() {
        return deck.split();
    }

    @Override
    public Optional<Split> known() {
        return Optional.of(split());
    }

    @Override
    public Optional<Target> target() {
        return Optional.of(route.target());
    }

    /** Puts other weights in force, from the next request on. */
    @Override
    public void change(Split changed) {
        changed.requireSameBackends(split());
        deck = new Deck(changed, random);
    }

    @Override
    public void borrow(Split changed) {
        // They end with this process anyway.
        change(changed);
    }

    @Override
    public void giveBack(Split original) {
        change(original);
    }

    @Override
    public Split silence() {
        Split now = split();
        change(now.without(injector).orElse(now));
        return split();
    }

    @Override
    public String injector() {
        return injector;
    }

    /** Returns what the weights in force let expect of requests with these headers. */
    public Promise promise(Map<String, String> headers) {
        return expectation().of(headers);
    }

    @Override
    public Promise promise() {
        return expectation().ofAll();
    }

    @Override
    public Promise promise(LoadPlan plan) {
        return expectation().of(plan);
    }

    private Expectation expectation() {
        return new Expectation(route, split(), injector);
    }

    /**
     * Returns where requests with these headers go, each drawn anew.
     *
     * @throws InvalidValue if none of the rules takes them: a mesh would answer with 404
     */
    public Draw draws(Map<String, String> headers) {
        RouteRule rule = route.rule(headers)
                .orElseThrow(
                        () -> new InvalidValue("headers", "must match a rule of the route " + route.name(), headers));
        if (rule.equals(route.steered())) {
            return this::draw;
        }
        Backend only = backend(rule.split().weights().keySet().iterator().next());
        return () -> only;
    }

    /** Returns where the next request that falls under the steered rule goes. Only the thread that sends may call this. */
    public Backend draw() {
        return backend(deck.draw());
    }

    private Backend backend(String name) {
        Backend backend = backends.get(name);
        if (backend == null) {
            throw new AssertionError("every backend of the route has an address");
        }
        return backend;
    }
}
