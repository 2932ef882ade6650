package dev.faultline.injector.control;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.decide.TextActions;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.platform.cluster.MockCluster;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** One of the injectors that share a plan, without its traffic. */
final class Replica implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    static final PlanJson JSON = new PlanJson();

    private final Semaphore changes = new Semaphore(0);
    private final AtomicInteger releases = new AtomicInteger();
    private final PlanStore<String> store;
    private final ConfigMapPlanStore plans;

    /** @param seed for plans that name none */
    Replica(MockCluster cluster, long seed) {
        store = new PlanStore<>(
                () -> seed, new Decider.Environment<>(() -> NOW, TextActions.words(), new Counters(), null));
        store.onEnd(this::release);
        plans = new ConfigMapPlanStore(store, JSON, cluster.document(), () -> NOW, () -> seed);
        store.onChange(changes::release);
    }

    /** Begins with that plan in its settings. */
    Replica started(String configured) {
        plans.start(plan(configured));
        return this;
    }

    static FaultPlan plan(String document) {
        return JSON.read(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .acceptedAt(NOW);
    }

    FaultPlan put(String document) {
        return plans.change(before -> plan(document));
    }

    ConfigMapPlanStore plans() {
        return plans;
    }

    FaultPlan inForce() {
        return store.plan();
    }

    String document() {
        return new String(JSON.write(inForce()), StandardCharsets.UTF_8);
    }

    private void release() {
        releases.incrementAndGet();
        changes.release();
    }

    int releases() {
        return releases.get();
    }

    /** Returns once what is held back was let go so often. */
    void awaitReleases(int wanted) throws InterruptedException {
        while (releases.get() < wanted) {
            assertTrue(changes.tryAcquire(30, TimeUnit.SECONDS), () -> "still " + releases);
        }
    }

    /** Returns once such a plan is in force here. */
    void await(Predicate<FaultPlan> wanted) throws InterruptedException {
        while (!wanted.test(inForce())) {
            assertTrue(changes.tryAcquire(30, TimeUnit.SECONDS), () -> "still in force: " + document());
        }
    }

    @Override
    public void close() {
        plans.close();
    }
}
