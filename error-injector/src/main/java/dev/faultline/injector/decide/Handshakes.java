package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.value.HostPattern;
import dev.faultline.injector.value.Partition;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a plan has befall handshakes: the n-th connection gets what seed, n and the name that its caller asks for determine.
 * Threadsafe.
 */
final class Handshakes {

    private final List<Group> groups;
    private final RandomStreams streams;
    private final AtomicLong connections = new AtomicLong();

    /** What is for the same names, of which one draw decides. */
    private record Group(Predicate<String> names, Partition shares, List<Tls> faults) {}

    Handshakes(FaultPlan plan, RandomStreams streams) {
        // The draws of connections must not follow those of requests.
        this.streams = streams.apart();
        groups = plan.handshakes().entrySet().stream()
                .map(entry -> new Group(
                        entry.getKey().isEmpty() ? any -> true : HostPattern.compile(entry.getKey()),
                        new Partition(
                                entry.getValue().stream().map(Tls::percentage).toList()),
                        entry.getValue()))
                .toList();
    }

    /** Returns whether nothing ever befalls any. */
    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Returns what befalls the next connection, whose caller asks for that name; null for nothing. */
    @Nullable
    Tls next(String sni) {
        long n = connections.getAndIncrement();
        for (Group group : groups) {
            if (group.names().test(sni)) {
                int share = group.shares().pick(streams.of(n).nextDouble());
                return share == Partition.REST ? null : group.faults().get(share);
            }
        }
        return null;
    }
}
