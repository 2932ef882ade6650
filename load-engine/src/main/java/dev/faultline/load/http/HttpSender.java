package dev.faultline.load.http;

import dev.faultline.load.engine.EventLoop;
import dev.faultline.load.engine.Sender;
import java.util.List;
import java.util.function.LongSupplier;

/** Sends the attempts of one plan over HTTP. Confined to the loop. */
final class HttpSender implements Sender {

    private ConnectionPool connections;
    private final List<PreparedRequest> requests;
    private final Deadlines deadlines;
    private final ResultClassifier classifier;
    private final LongSupplier nanoTime;

    HttpSender(
            ConnectionPool connections,
            List<PreparedRequest> requests,
            ResultClassifier classifier,
            Deadlines deadlines,
            EventLoop loop) {
        this.connections = connections;
        this.requests = requests;
        this.classifier = classifier;
        this.deadlines = deadlines;
        this.nanoTime = loop::nanoTime;
    }

    @Override
    public void send(int index, long number, long intended, Observer observer) {
        PreparedRequest prepared = requests.get(index);
        PreparedRequest.Call call = prepared.of(number);
        Attempt attempt = new Attempt(prepared, call, intended, this, observer);
        deadlines.add(attempt, attempt.dispatched());
        connections.send(attempt);
    }

    @Override
    public void close() {
        connections.close();
    }

    /** Opens new connections for all that comes; what is in flight ends where it is. */
    void reconnect() {
        ConnectionPool old = connections;
        connections = old.renewed();
        old.close();
    }

    ConnectionPool connections() {
        return connections;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    ResultClassifier classifier() {
        return classifier;
    }

    LongSupplier nanoTime() {
        return nanoTime;
    }
}
