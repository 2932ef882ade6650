package dev.faultline.load.split;

import dev.faultline.load.slo.Promise;
import dev.faultline.wire.Require;
import java.util.Collection;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Stands in for a mesh on one machine: draws the backend of each request to the route's Service from the same manifest
 * that a cluster would be given. Weights may be read and changed from any thread; backends are drawn by one.
 */
public final class EmbeddedSplit {

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
        for (String name : route.split().weights().keySet()) {
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

    /** Returns the weights in force. */
    public Split split() {
        return deck.split();
    }

    /**
     * Puts other weights in force, from the next request on.
     *
     * @throws dev.faultline.wire.InvalidValue unless it names exactly the backends of the route
     */
    public void change(Split changed) {
        Require.that(
                changed.weights().keySet().equals(split().weights().keySet()),
                "weights",
                "must name exactly " + split().weights().keySet(),
                changed.weights().keySet());
        deck = new Deck(changed, random);
    }

    /** Returns what the weights in force let expect. */
    public Promise promise() {
        return new Promise(split().share(injector));
    }

    /** Returns where the next request goes. Only the thread that sends may call this. */
    public Backend draw() {
        Backend drawn = backends.get(deck.draw());
        if (drawn == null) {
            throw new AssertionError("every backend of the route has an address");
        }
        return drawn;
    }
}
