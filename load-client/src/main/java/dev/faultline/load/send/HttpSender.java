package dev.faultline.load.send;

import dev.faultline.load.drive.Loop;
import dev.faultline.load.drive.Sender;
import dev.faultline.load.split.Draw;
import io.vertx.core.http.RequestOptions;
import java.util.List;
import java.util.function.LongSupplier;

/** Sends the attempts of one plan over HTTP. Confined to the loop. */
final class HttpSender implements Sender {

    private Connections connections;
    private final List<Kind> kinds;
    /** Looked up once for each kind. */
    private final List<Draw> draws;

    private final Deadlines deadlines;
    private final LongSupplier nanoTime;

    HttpSender(Connections connections, Destination destination, List<Kind> kinds, Deadlines deadlines, Loop loop) {
        this.connections = connections;
        this.kinds = kinds;
        this.draws =
                kinds.stream().map(kind -> destination.draws(kind.headers())).toList();
        this.deadlines = deadlines;
        this.nanoTime = loop::nanoTime;
    }

    @Override
    public void send(int index, long intended, Observer observer) {
        Kind kind = kinds.get(index);
        RequestOptions request = kind.to(draws.get(index).next());
        Attempt attempt = new Attempt(kind, request.getServer(), intended, this, observer);
        deadlines.add(attempt, attempt.dispatched());
        connections.enter();
        connections.client().request(request).onComplete(attempt);
    }

    @Override
    public void close() {
        connections.close();
    }

    /** Connects anew for all that comes; what is under way ends where it is. */
    void reconnect() {
        Connections old = connections;
        connections = old.renewed();
        old.close();
    }

    Connections connections() {
        return connections;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }
}
