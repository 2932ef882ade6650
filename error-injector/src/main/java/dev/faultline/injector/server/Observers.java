package dev.faultline.injector.server;

import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Outcome;
import dev.faultline.injector.observe.AccessRecord;
import dev.faultline.injector.plan.Rule;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * Those who are told what happens. All are called on the event loops, and must not block.
 *
 * @param delays is told of every injected delay
 * @param records are told what became of every exchange
 * @param clock of the records
 */
public record Observers(Consumer<Duration> delays, List<Consumer<AccessRecord>> records, InstantSource clock) {

    private static final Counters.Series UNDECIDED = new Counters.Series(Rule.NONE, Counters.Series.OTHERWISE);

    public Observers {
        records = List.copyOf(records);
    }

    /** Tells of the exchange once it has ended. */
    void exchanges(Exchange exchange) {
        if (!records.isEmpty()) {
            exchange.onEnd(() -> {
                AccessRecord record = record(exchange);
                records.forEach(each -> each.accept(record));
            });
        }
    }

    private AccessRecord record(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        SocketAddress caller = request.remoteAddress();
        AccessRecord.Line line = new AccessRecord.Line(
                caller == null ? "-" : String.valueOf(caller.hostAddress()),
                exchange.method(),
                exchange.sentPath(),
                exchange.isHttp2() ? "HTTP/2" : request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1",
                exchange::header);
        Duration duration = Duration.ofNanos(System.nanoTime() - exchange.arrival());
        Instant arrival = clock.instant().minus(duration);
        int status = exchange.response().headWritten() ? exchange.response().getStatusCode() : 0;
        Outcome<Action> outcome = exchange.outcome();
        Counters.Series series = outcome == null ? UNDECIDED : outcome.series();
        return new AccessRecord(arrival, duration, line, status, series, outcome != null && outcome.marker() != null);
    }
}
