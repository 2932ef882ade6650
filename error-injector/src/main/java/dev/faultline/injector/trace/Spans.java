package dev.faultline.injector.trace;

import dev.faultline.injector.server.Account;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One server span for each exchange, a child of the caller's. Injected faults are marked by {@code faultline.injected}, so
 * that they can be told from real ones. Threadsafe.
 */
public final class Spans implements Consumer<Account> {

    private static final AttributeKey<Boolean> INJECTED = AttributeKey.booleanKey("faultline.injected");
    private static final AttributeKey<String> RULE = AttributeKey.stringKey("faultline.rule");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("faultline.outcome");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final int FIRST_SERVER_ERROR = 500;

    private final Tracer tracer;
    private final TextMapPropagator propagator;

    /** Makes spans with that instance of OpenTelemetry, and looks for parents with its propagators. */
    public Spans(OpenTelemetry telemetry) {
        tracer = telemetry.getTracer("dev.faultline.injector");
        propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    @Override
    public void accept(Account account) {
        Account.Line request = account.request();
        SpanBuilder builder = tracer.spanBuilder(request.method())
                .setSpanKind(SpanKind.SERVER)
                .setParent(propagator.extract(Context.root(), request, Headers.INSTANCE))
                .setStartTimestamp(account.arrival())
                .setAttribute(METHOD, request.method())
                .setAttribute(PATH, request.path())
                .setAttribute(CLIENT, request.caller())
                .setAttribute(INJECTED, account.injected())
                .setAttribute(RULE, account.series().rule())
                .setAttribute(OUTCOME, account.series().outcome());
        var span = builder.startSpan();
        if (account.status() > 0) {
            span.setAttribute(STATUS, (long) account.status());
        }
        if (account.status() == 0 || account.status() >= FIRST_SERVER_ERROR) {
            span.setStatus(StatusCode.ERROR, account.injected() ? "injected fault" : "");
        }
        span.end(account.arrival().plus(account.duration()));
    }

    /** Lets propagators look at the headers of a request. */
    private enum Headers implements TextMapGetter<Account.Line> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Account.Line request) {
            // Which there are, none of the propagators in use asks.
            return List.of();
        }

        @Override
        public @Nullable String get(Account.@Nullable Line request, String key) {
            return request == null ? null : request.headers().apply(key);
        }
    }
}
