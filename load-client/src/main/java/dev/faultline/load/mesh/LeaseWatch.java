package dev.faultline.load.mesh;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells when a lease has run out by how long ago it was last seen to be renewed, by the clock of this process alone:
 * clocks of several nodes differ, as leader election in Kubernetes assumes too. Confined to one thread at a time.
 */
final class LeaseWatch {

    private final Duration length;
    private Optional<String> seen = Optional.empty();
    private long seenNanos;

    /** @param length how long a lease holds without being renewed */
    LeaseWatch(Duration length) {
        this.length = length;
    }

    /** Notes the lease that an object carries now. */
    void look(Optional<String> lease, long nowNanos) {
        if (!lease.equals(seen)) {
            seen = lease;
            seenNanos = nowNanos;
        }
    }

    /** Returns whether there is a lease that nobody renews any more. */
    boolean hasRunOut(long nowNanos) {
        return seen.isPresent() && nowNanos - seenNanos >= length.toNanos();
    }
}
