package dev.faultline.load.http;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests to a target go: to the backend that the embedded split draws if it covers the target, else to the
 * target itself. Confined to the loop.
 */
final class Destination {

    private final Backend direct;
    private final @Nullable EmbeddedSplit split;
    private final BooleanSupplier meshDraws;
    private final boolean tls;

    /** @param meshDraws whether a mesh may send to another backend than the target what is not split here and can be read */
    Destination(Target target, @Nullable EmbeddedSplit split, BooleanSupplier meshDraws) {
        this.meshDraws = meshDraws;
        this.tls = target.tls();
        this.direct = new Backend(target.host(), target.host(), target.port());
        this.split = split != null && split.covers(target.host(), target.port()) ? split : null;
    }

    /** Returns whether a mesh may draw the backend: it passes on what it can't read. */
    boolean mayMeshDraw() {
        return split == null && !tls;
    }

    /** Returns which party that is, or unknown while a mesh chooses whom it asks. */
    Answerer party(Backend backend) {
        if (split != null) {
            return backend.name().equals(split.injector()) ? Answerer.INJECTOR : Answerer.BACKEND;
        }
        return mayMeshDraw() && meshDraws.getAsBoolean() ? Answerer.UNKNOWN : Answerer.BACKEND;
    }

    /** Returns the names of all hosts that requests may go to. */
    Set<String> hosts() {
        Stream<Backend> backends = split == null ? Stream.of(direct) : split.backends().stream();
        return backends.map(Backend::host).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Returns where requests with these headers go, drawn anew for each.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if the embedded split routes them nowhere
     */
    Supplier<Backend> draws(Map<String, String> headers) {
        return split == null ? () -> direct : split.draws(headers);
    }
}
