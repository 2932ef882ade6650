package dev.faultline.load.send;

import dev.faultline.load.plan.Target;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.Draw;
import dev.faultline.load.split.EmbeddedSplit;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests to a target really go: to the backend that the embedded split draws, or where the target says.
 * Confined to the event loop that sends.
 */
final class Destination {

    private final Backend direct;
    private final @Nullable EmbeddedSplit split;

    Destination(Target target, @Nullable EmbeddedSplit split) {
        this.direct = new Backend(target.host(), target.host(), target.port());
        this.split = split != null && split.covers(target.host(), target.port()) ? split : null;
    }

    /** Returns the names of all hosts that requests may go to. */
    Set<String> hosts() {
        Stream<Backend> backends = split == null ? Stream.of(direct) : split.backends().stream();
        return backends.map(Backend::host).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns where requests with these headers go, each drawn anew.
     *
     * @throws dev.faultline.wire.InvalidValue if the embedded split routes them nowhere
     */
    Draw draws(Map<String, String> headers) {
        return split == null ? () -> direct : split.draws(headers);
    }
}
