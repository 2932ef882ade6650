package dev.faultline.injector.control;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.TextActions;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.injector.plan.ProposedPlan;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PlanExpiryTest {

    private static final String PLAN = """
            {"expiresIn": "2s", "rules": [{"aborts": [{"type": "status", "percentage": 100, "status": 503}]}]}
            """;

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Timeout(20)
    void aClockThatIsSetBackDoesNotMakeFaultsLastLonger() throws InterruptedException {
        AtomicReference<Instant> clock = new AtomicReference<>(NOON);
        CountDownLatch ended = new CountDownLatch(1);
        PlanStore<String> store = new PlanStore<>(
                () -> 1, new Decider.Environment<>(clock::get, TextActions.words(), new Counters(), null));
        store.onEnd(ended::countDown);
        new PlanExpiry<>(vertx, store, clock::get).start();
        ProposedPlan proposed = new PlanJson().read(PLAN.getBytes(StandardCharsets.UTF_8));
        store.change(before -> proposed.acceptedAt(NOON));
        Decider<String> decider = store.decider();
        assertFalse(decider.isOver());
        clock.updateAndGet(now -> now.minus(Duration.ofHours(1)));
        await().pollInterval(Duration.ofMillis(10)).until(decider::isOver);
        assertTrue(ended.await(10, TimeUnit.SECONDS), "what is held back is let go");
    }
}
