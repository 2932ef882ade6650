package dev.faultline.backend.serve;

import dev.faultline.backend.access.AccessLog;
import dev.faultline.backend.status.ServerFacts;
import dev.faultline.backend.status.Traffic;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Begins exchanges, each entered into the same ledger. */
@Singleton
final class Exchanges {

    private final ConnectionRegister connections;
    private final Ledger ledger;

    Exchanges(ConnectionRegister connections, Traffic traffic, AccessLog log, InstantSource clock, ServerFacts facts) {
        this.connections = connections;
        this.ledger = new Ledger(traffic, log, System::nanoTime, clock, new DateHeader(clock), facts.version());
    }

    /** Counts the request in, and reads away its body. */
    Exchange begin(HttpServerRequest request) {
        Exchange exchange = new Exchange(request, connections.of(request.connection()), ledger);
        RequestBody.discard(request);
        return exchange;
    }
}
