package dev.faultline.load.send;

import dev.faultline.load.drive.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks names up again while a load runs, since connections that are kept for hours would stay where a name pointed to
 * once. A name that can't be looked up for the moment changes nothing. Confined to the loop.
 */
final class Names {

    private final Loop loop;
    private final Lookup lookup;
    private final long everyNanos;
    private final Runnable whenMoved;
    private final Map<String, Set<String>> known = new HashMap<>();
    private Set<String> hosts = Set.of();
    private boolean closed;

    /** Finds addresses. */
    @FunctionalInterface
    interface Lookup {

        /** Looks the names up without blocking, and gives what was found to the consumer, on the loop. */
        void find(Set<String> hosts, Consumer<Map<String, Set<String>>> found);
    }

    /** @param whenMoved is run when a watched name points elsewhere than before */
    Names(Loop loop, Lookup lookup, Duration every, Runnable whenMoved) {
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

    /** Looks nothing up any more. */
    void close() {
        closed = true;
    }

    private void arm() {
        Loop.Timer unused = loop.at(loop.nanoTime() + everyNanos, this::look);
    }

    // The next look begins when this one is over: lookups never pile up.
    private void look() {
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
}
