package dev.faultline.client.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.client.control.InjectorRelay;
import dev.faultline.client.dashboard.DashboardState.InjectorState;
import dev.faultline.platform.wire.Excerpt;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks the injector for its plan and its counts, and keeps the last answer. Threadsafe; never blocks. */
@Singleton
class InjectorPoller {

    private static final int QUOTED = 200;

    private final InjectorRelay injector;
    private final StrictReader json;
    private volatile InjectorState latest;

    InjectorPoller(InjectorRelay injector, StrictReader json) {
        this.injector = injector;
        this.json = json;
        this.latest =
                new InjectorState(null, null, "the injector at " + injector.base() + " has not been asked yet", null);
    }

    /** Returns where its control API is. */
    String address() {
        return injector.base();
    }

    /** Returns what the last poll has found. */
    InjectorState latest() {
        return latest;
    }

    /** Polls once; completes normally in any case, within some seconds. */
    CompletableFuture<Void> poll() {
        return get("/api/faults")
                .thenCombine(
                        get("/api/stats"),
                        (plan, stats) -> new InjectorState(
                                plan, stats, null, Instant.now().toEpochMilli()))
                .exceptionally(failure -> new InjectorState(null, null, reason(failure), latest.seen()))
                .thenAccept(answer -> latest = answer);
    }

    private CompletableFuture<JsonNode> get(String path) {
        return injector.ask(InjectorRelay.Question.get(path)).thenApply(answer -> {
            if (!answer.isFine()) {
                String body = Excerpt.of(answer.body().toString(StandardCharsets.UTF_8), QUOTED);
                throw new CompletionException(new IllegalStateException(
                        "GET " + injector.base() + path + " answered " + answer.status() + ": " + body));
            }
            return json.tree(answer.body().getBytes());
        });
    }

    private String reason(Throwable failure) {
        Throwable cause = InjectorRelay.cause(failure);
        return cause instanceof InvalidValue
                ? "the injector at " + injector.base() + " does not answer with JSON: " + cause.getMessage()
                : String.valueOf(cause.getMessage());
    }
}
