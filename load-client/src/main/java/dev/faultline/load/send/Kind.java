package dev.faultline.load.send;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Target;
import dev.faultline.load.split.Backend;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request of a plan's mix, ready to be sent. Confined to the loop. */
final class Kind {

    private static final CharSequence USER_AGENT = HttpHeaders.createOptimized("Faultline");

    private final Target target;
    private final RequestSpec spec;
    private final MultiMap headers;
    private final @Nullable Buffer body;
    /** Built once for each backend. */
    private final Map<Backend, RequestOptions> options = new HashMap<>();

    /** @param content the bytes of the body, as they go over the wire; null for none */
    Kind(LoadPlan plan, RequestSpec spec, @Nullable Buffer content) {
        this.target = plan.target();
        this.spec = spec;
        this.body = content;
        this.headers = HttpHeaders.headers().add(HttpHeaders.USER_AGENT, USER_AGENT);
        if (spec.grpc() != null) {
            headers.add("content-type", "application/grpc").add("te", "trailers");
        }
        spec.headers().forEach(headers::set);
    }

    /** Returns the options of a request to that backend. It speaks to the target's own name, as behind a mesh. */
    RequestOptions to(Backend backend) {
        return options.computeIfAbsent(backend, this::options);
    }

    /** Returns the headers that the plan asks for. */
    Map<String, String> headers() {
        return spec.headers();
    }

    /** Returns what is sent; null for nothing. */
    @Nullable
    Buffer body() {
        return body;
    }

    /** Returns whether success is told by a gRPC status. */
    boolean grpc() {
        return spec.grpc() != null;
    }

    private RequestOptions options(Backend backend) {
        String path = spec.path() == null ? target.path() : spec.path();
        return new RequestOptions()
                .setMethod(HttpMethod.valueOf(spec.method()))
                .setHost(target.host())
                .setPort(target.port())
                .setURI(spec.grpc() == null ? path : "/" + spec.grpc())
                .setHeaders(headers)
                .setServer(SocketAddress.inetSocketAddress(backend.port(), backend.host()));
    }
}
