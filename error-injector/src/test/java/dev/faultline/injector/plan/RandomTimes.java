package dev.faultline.injector.plan;

import dev.faultline.injector.when.Always;
import dev.faultline.injector.when.First;
import dev.faultline.injector.when.Flapping;
import dev.faultline.injector.when.Moment;
import dev.faultline.injector.when.Ramp;
import dev.faultline.injector.when.When;
import dev.faultline.injector.when.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/** Schedules of every type, with their moments absolute, as the acceptance of a plan leaves them. */
final class RandomTimes {

    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<When> WHENS = FaultTable.rows().stream()
            .filter(row -> row.family().equals("when"))
            .flatMap(row -> row.plans().stream())
            .map(plan -> Objects.requireNonNull(plan.rules().get(0).when()))
            .toList();

    private final RandomGenerator random;
    private final RandomValues values;

    RandomTimes(RandomGenerator random, RandomValues values) {
        this.random = random;
        this.values = values;
    }

    When when() {
        Instant from = EARLIEST.plus(values.duration(1_000_000));
        Moment to = values.maybe(Moment.at(from.plus(values.duration(1_000_000))));
        return switch (random.nextInt(6)) {
            case 0 -> new Always();
            case 1 -> new Window(Moment.at(from), to);
            case 2 -> new Ramp(Moment.at(from), Duration.ofMillis(1).plus(values.duration(1_000)), to);
            case 3 -> new First(random.nextLong(1, 1_000_000_001));
            case 4 -> values.any(WHENS);
            default -> flapping();
        };
    }

    private Flapping flapping() {
        Duration outage = Duration.ofMillis(1).plus(values.duration(100));
        Duration jitter = random.nextBoolean() ? Duration.ZERO : values.duration(100);
        return new Flapping(outage.plus(jitter).plusNanos(random.nextLong(10)), outage, jitter);
    }
}
