package dev.faultline.injector.server;

import dev.faultline.injector.decide.Ending;
import dev.faultline.injector.decide.Series;
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
 * Who is told what happens. All are called on the event loops, and must not block.
 *
 * @param delays is told every delay that is injected
 * @param accounts are told what became of every exchange
 * @param clock of the accounts
 */
public record Watch(Consumer<Duration> delays, List<Consumer<Account>> accounts, InstantSource clock) {

    private static final Series UNDECIDED = new Series(Rule.NONE, Series.OTHERWISE);

    public Watch {
        accounts = List.copyOf(accounts);
    }

    /** Has the exchange told of when it has ended. */
    void exchanges(Exchange exchange) {
        if (!accounts.isEmpty()) {
            exchange.onEnd(() -> {
                Account account = account(exchange);
                accounts.forEach(each -> each.accept(account));
            });
        }
    }

    private Account account(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        SocketAddress caller = request.remoteAddress();
        Account.Line line = new Account.Line(
                caller == null ? "-" : String.valueOf(caller.hostAddress()),
                exchange.method(),
                exchange.path(),
                exchange.isHttp2() ? "HTTP/2" : request.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1",
                exchange::header);
        Duration duration = Duration.ofNanos(System.nanoTime() - exchange.arrival());
        Instant arrival = clock.instant().minus(duration);
        int status = exchange.response().headWritten() ? exchange.response().getStatusCode() : 0;
        Ending<Act> ending = exchange.ending();
        Series series = ending == null ? UNDECIDED : ending.series();
        return new Account(arrival, duration, line, status, series, ending != null && ending.marker() != null);
    }
}
