package dev.faultline.load.split;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
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
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile InForce inForce;

    /** The deck in force, and how many changes led to it. */
    private record InForce(ShuffledDeck deck, long changes) {}

    /**
     * @param backends where each backend of the route listens, by name
     * @param injector which of them is the error injector
     * @throws dev.faultline.platform.wire.InvalidValue if a backend of the route has no address
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
        this.inForce = new InForce(new ShuffledDeck(route.split(), random), 0);
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
    public Revision revision() {
        InForce now = inForce;
        return new Revision(now.deck().split(), Long.toString(now.changes()), null);
    }

    @Override
    public boolean isInEffectAtOnce() {
        return true;
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
    public synchronized void change(Split changed) {
        changed.requireSameBackends(split());
        inForce = new InForce(new ShuffledDeck(changed, random), inForce.changes() + 1);
        listeners.forEach(Runnable::run);
    }

    /** Calls the listener after each change, on the thread that makes it: it must not take long. */
    public void listen(Runnable listener) {
        listeners.add(listener);
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

    /** Returns what to expect for requests with these headers. */
    public ExpectedShare expectedShare(Map<String, String> headers) {
        return expectation().of(headers);
    }

    @Override
    public ExpectedShare expectedShare() {
        return expectation().ofAll();
    }

    @Override
    public ExpectedShare expectedShare(LoadPlan plan) {
        return expectation().of(plan);
    }

    private ExpectedShare.ByRoute expectation() {
        return new ExpectedShare.ByRoute(route, split(), injector);
    }

    /**
     * Returns where requests with these headers go, drawn anew for each. Only the thread that sends may draw.
     *
     * @throws InvalidValue if none of the rules takes them: a mesh would answer with 404
     */
    public Supplier<Backend> draws(Map<String, String> headers) {
        Route.Rule rule = route.rule(headers)
                .orElseThrow(() -> new InvalidValue(
                        "headers", "must match a rule of the route " + route.name(), headers.keySet()));
        if (rule.equals(route.steered())) {
            return this::draw;
        }
        Backend only = backend(rule.split().weights().keySet().iterator().next());
        return () -> only;
    }

    /**
     * Returns where the next request that falls under the steered rule goes. Only the thread that sends may call this.
     */
    public Backend draw() {
        return backend(inForce.deck().draw());
    }

    private Backend backend(String name) {
        Backend backend = backends.get(name);
        if (backend == null) {
            throw new IllegalStateException("no address for backend " + name);
        }
        return backend;
    }

    /**
     * Draws backends in the shares of a split like cards from a shuffled deck: each deck of about a hundred cards holds
     * every backend exactly in its share, in random order, so that shares are exact and not only on average. Why not
     * independent draws: docs/adr/0002. Drawn from by one thread.
     */
    static final class ShuffledDeck {

        /** Small enough to keep shares exact over short windows, large enough to be no pattern. */
        private static final int CARDS = 100;

        private final Split split;
        private final List<String> backends;
        private final long[] full;
        private final long[] left;
        private final RandomGenerator random;
        private long cards;

        ShuffledDeck(Split split, RandomGenerator random) {
            this.split = split;
            this.backends = List.copyOf(split.weights().keySet());
            this.full = split.weights().values().stream()
                    .mapToLong(Integer::longValue)
                    .toArray();
            this.left = new long[full.length];
            this.random = random;
            long divisor = 0;
            for (long weight : full) {
                divisor = gcd(divisor, weight);
            }
            long sum = 0;
            for (int i = 0; i < full.length; i++) {
                full[i] /= divisor;
                sum += full[i];
            }
            long copies = Math.max(1, CARDS / sum);
            for (int i = 0; i < full.length; i++) {
                full[i] *= copies;
            }
        }

        /** Returns the split whose shares this deals. */
        Split split() {
            return split;
        }

        /** Returns the backend of the next request. */
        String draw() {
            if (cards == 0) {
                System.arraycopy(full, 0, left, 0, full.length);
                for (long count : full) {
                    cards += count;
                }
            }
            long card = random.nextLong(cards--);
            int i = 0;
            while (card >= left[i]) {
                card -= left[i++];
            }
            left[i]--;
            return backends.get(i);
        }

        private static long gcd(long a, long b) {
            return b == 0 ? a : gcd(b, a % b);
        }
    }
}
