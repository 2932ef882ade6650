package dev.faultline.load.http;

import dev.faultline.load.engine.EventLoop;
import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Looks names up again while a load runs, since connections that are kept for hours would stay where a name once
 * pointed. A lookup that fails changes nothing. Confined to the loop.
 */
final class DnsRefresher {

    private final EventLoop loop;
    private final Lookup lookup;
    private final long everyNanos;
    private final Runnable whenMoved;
    private final Map<String, Set<String>> known = new HashMap<>();
    private Set<String> hosts = Set.of();
    private boolean closed;

    /** Finds addresses. */
    @FunctionalInterface
    interface Lookup {

        /** Looks names up without blocking, and calls the consumer with their addresses on the loop. */
        void find(Set<String> hosts, Consumer<Map<String, Set<String>>> found);
    }

    /** @param whenMoved runs when a watched name points elsewhere than before */
    DnsRefresher(EventLoop loop, Lookup lookup, Duration every, Runnable whenMoved) {
        this.loop = loop;
        this.lookup = lookup;
        this.everyNanos = every.toNanos();
        this.whenMoved = whenMoved;
        arm();
    }

    /** Watches these names and no others. */
    void watch(Set<String> wanted) {
        hosts = Set.copyOf(wanted);
        known.keySet().retainAll(hosts);
    }

    /** Stops looking up. */
    void close() {
        closed = true;
    }

    private void arm() {
        loop.at(loop.nanoTime() + everyNanos, this::lookUp);
    }

    // The next lookup is scheduled when this one is over, so that they never pile up.
    private void lookUp() {
        if (closed) {
            return;
        }
        if (hosts.isEmpty()) {
            arm();
        } else {
            lookup.find(hosts, this::compare);
        }
    }

    private void compare(Map<String, Set<String>> found) {
        boolean moved = false;
        for (String host : List.copyOf(hosts)) {
            Set<String> addresses = found.getOrDefault(host, Set.of());
            if (!addresses.isEmpty()) {
                Set<String> before = known.put(host, addresses);
                moved |= before != null && !before.equals(addresses);
            }
        }
        if (moved) {
            whenMoved.run();
        }
        arm();
    }

    /** Looks names up as the JVM does, on worker threads. */
    static final class SystemLookup implements DnsRefresher.Lookup {

        private static final Logger LOG = Logger.getLogger(SystemLookup.class);

        private final ContextInternal context;

        SystemLookup(ContextInternal context) {
            this.context = context;
        }

        @Override
        public void find(Set<String> hosts, Consumer<Map<String, Set<String>>> found) {
            // Unordered: a slow name server must not hold up the publishing of seconds.
            context.executeBlocking(() -> resolve(hosts), false)
                    .onSuccess(found::accept)
                    .onFailure(failure -> {
                        LOG.warn("names could not be looked up", failure);
                        found.accept(Map.of());
                    });
        }

        private static Map<String, Set<String>> resolve(Set<String> hosts) {
            Map<String, Set<String>> found = new HashMap<>();
            for (String host : hosts) {
                try {
                    found.put(
                            host,
                            Arrays.stream(InetAddress.getAllByName(host))
                                    .map(InetAddress::getHostAddress)
                                    .collect(Collectors.toUnmodifiableSet()));
                } catch (UnknownHostException e) {
                    LOG.debugf("%s is unknown: %s", host, e.getMessage());
                }
            }
            return found;
        }
    }
}
