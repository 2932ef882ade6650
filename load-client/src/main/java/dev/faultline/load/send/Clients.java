package dev.faultline.load.send;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Protocol;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;

/** Makes the HTTP clients that plans ask for. */
final class Clients {

    private static final int STREAMS_PER_CONNECTION = 100;
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private Clients() {}

    /** Returns whether both plans can share one client. */
    static boolean same(LoadPlan one, LoadPlan other) {
        return one.protocol() == other.protocol()
                && one.connections().equals(other.connections())
                && one.maxInFlight().equals(other.maxInFlight())
                && one.timeout().equals(other.timeout());
    }

    /** Returns a client with a bounded pool and a bounded queue for it. It never retries. */
    static HttpClient create(Vertx vertx, LoadPlan plan) {
        boolean http2 = plan.protocol() == Protocol.H2C;
        // Half of the attempt's time at most, so that a connection that never comes is told from an answer that never
        // does.
        long connect = Math.max(1, Math.min(plan.timeout().toMillis() / 2, LONGEST_CONNECT.toMillis()));
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MultiplexingLimit(STREAMS_PER_CONNECTION)
                .setConnectTimeout((int) connect);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(plan.connections())
                .setHttp2MaxSize(plan.connections())
                .setMaxWaitQueueSize(plan.maxInFlight());
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                // Each attempt tells its own end; without a handler Vert.x logs every connection that breaks.
                .withConnectHandler(connection -> connection.exceptionHandler(failure -> {}))
                .build();
    }
}
