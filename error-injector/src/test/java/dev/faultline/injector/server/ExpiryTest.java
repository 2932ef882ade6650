package dev.faultline.injector.server;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.Tallies;
import dev.faultline.injector.plan.PlanJson;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
class ExpiryTest extends WireTestBase {

    private static final String PLAN = """
            {"expiresIn": "2s", "rules": [{"aborts": [{"type": "status", "percentage": 100, "status": 503}]}]}
            """;

    @Test
    @Timeout(20)
    void aClockThatIsSetBackDoesNotMakeFaultsLastLonger() {
        AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));
        PlanStore store = new PlanStore(clock::get, () -> 1, new Tallies(), null);
        new Expiry(vertx, store, dataPlane, clock::get).start();
        store.accept(new PlanJson().read(PLAN.getBytes(StandardCharsets.UTF_8)));
        Decider<Act> decider = store.decider();
        assertFalse(decider.isOver());
        clock.updateAndGet(now -> now.minus(Duration.ofHours(1)));
        await().pollInterval(Duration.ofMillis(10)).until(decider::isOver);
    }
}
