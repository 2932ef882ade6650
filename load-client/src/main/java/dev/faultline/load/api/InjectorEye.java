package dev.faultline.load.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.call.InjectorRelay;
import dev.faultline.wire.Excerpt;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What was last seen of the injector. Threadsafe; never blocks. */
@Singleton
class InjectorEye {

    private static final int QUOTED = 200;

    private final InjectorRelay injector;
    private final StrictReader json;
    private final ObjectMapper mapper;
    private volatile @Nullable Instant seen;
    private volatile Glance glance;

    /**
     * One look.
     *
     * @param plan null if it was not told
     * @param problem why it was not; null if it was
     */
    record Glance(
            @Nullable JsonNode plan,
            @Nullable JsonNode stats,
            @Nullable String problem) {}

    InjectorEye(InjectorRelay injector, StrictReader json, ObjectMapper mapper) {
        this.injector = injector;
        this.json = json;
        this.mapper = mapper;
        this.glance = new Glance(null, null, "the injector at " + injector.base() + " has not been asked yet");
    }

    /** Returns where its control API is. */
    String address() {
        return injector.base();
    }

    /** Returns what the last look has shown. */
    Glance last() {
        return glance;
    }

    /** Looks; completes normally in any case, within some seconds. */
    CompletableFuture<Void> look() {
        CompletableFuture<JsonNode> plan = document("/api/faults");
        CompletableFuture<JsonNode> stats = document("/api/stats");
        return plan.thenCombine(stats, (shown, counted) -> new Glance(shown, counted, null))
                .exceptionally(failure -> new Glance(null, null, reason(failure)))
                .thenAccept(this::keep);
    }

    private void keep(Glance now) {
        if (now.problem() == null) {
            seen = Instant.now();
        }
        glance = now;
    }

    private CompletableFuture<JsonNode> document(String path) {
        return injector.ask(InjectorRelay.Question.get(path)).thenApply(answer -> {
            if (!answer.isFine()) {
                String said = Excerpt.of(answer.body().toString(StandardCharsets.UTF_8), QUOTED);
                throw new CompletionException(new IllegalStateException(
                        "GET " + injector.base() + path + " answered " + answer.status() + ": " + said));
            }
            return json.tree(answer.body().getBytes());
        });
    }

    private String reason(Throwable failure) {
        Throwable cause = InjectorRelay.cause(failure);
        return cause instanceof InvalidValue
                ? "the injector at " + injector.base() + " answers no JSON: " + cause.getMessage()
                : String.valueOf(cause.getMessage());
    }

    /** Returns the last look as the dashboard shows it; {@code seen} is when the injector last answered. */
    ObjectNode shown() {
        Glance now = glance;
        Instant when = seen;
        ObjectNode shown = mapper.createObjectNode();
        if (now.problem() == null) {
            shown.set("plan", now.plan());
            shown.set("stats", now.stats());
        } else {
            shown.put("problem", now.problem());
        }
        return shown.put("seen", when == null ? null : when.toEpochMilli());
    }
}
