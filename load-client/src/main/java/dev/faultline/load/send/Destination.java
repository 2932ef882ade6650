package dev.faultline.load.send;

import dev.faultline.load.plan.Target;
import dev.faultline.load.split.Backend;
import dev.faultline.load.split.EmbeddedSplit;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests to a target really go: to the backend that the embedded split draws, or where the target says.
 * The request itself always speaks to the target's own name, as an application behind a mesh does. Request options are
 * built once for each backend. Confined to the event loop that sends.
 */
final class Destination {

    private final Target target;
    private final Backend direct;
    private final @Nullable EmbeddedSplit split;
    private final Map<Backend, RequestOptions> options = new HashMap<>();

    Destination(Target target, @Nullable EmbeddedSplit split) {
        this.target = target;
        this.direct = new Backend(target.host(), target.host(), target.port());
        this.split = split != null && split.covers(target.host(), target.port()) ? split : null;
    }

    /** Returns the options of the next request. */
    RequestOptions next() {
        return options.computeIfAbsent(split == null ? direct : split.draw(), this::options);
    }

    private RequestOptions options(Backend backend) {
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(target.host())
                .setPort(target.port())
                .setURI(target.path())
                .setServer(SocketAddress.inetSocketAddress(backend.port(), backend.host()));
    }
}
