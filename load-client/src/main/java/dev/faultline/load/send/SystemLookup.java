package dev.faultline.load.send;

import io.vertx.core.impl.ContextInternal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Looks names up as the JVM does, on worker threads. */
final class SystemLookup implements Names.Lookup {

    private static final Logger LOG = Logger.getLogger(SystemLookup.class);

    private final ContextInternal context;

    SystemLookup(ContextInternal context) {
        this.context = context;
    }

    @Override
    public void find(Set<String> hosts, Consumer<Map<String, Set<String>>> found) {
        // Not in the order of other work: a name server that is slow must not hold up the books.
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
                LOG.debugf("%s is not known: %s", host, e.getMessage());
            }
        }
        return found;
    }
}
