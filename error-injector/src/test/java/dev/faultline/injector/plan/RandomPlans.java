package dev.faultline.injector.plan;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Delay;
import dev.faultline.injector.fault.DiscreteDelay;
import dev.faultline.injector.fault.FixedDelay;
import dev.faultline.injector.fault.LogNormalDelay;
import dev.faultline.injector.fault.Respond;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.fault.UniformDelay;
import dev.faultline.wire.Percentage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Valid plans of every shape, from a seed. */
final class RandomPlans {

    private static final List<String> TEXTS = List.of("", "ok", "{\"error\":\"busy\"}", "ümläut \u2028 \"quoted\" \n");

    private final RandomGenerator random;

    RandomPlans(RandomGenerator random) {
        this.random = random;
    }

    FaultPlan next() {
        return new FaultPlan(
                random.nextBoolean() ? random.nextLong() : null,
                random.nextBoolean() ? Instant.ofEpochMilli(random.nextLong(1L << 42)) : null,
                random.nextInt(1_000_001),
                IntStream.range(0, random.nextInt(5)).mapToObj(this::rule).toList(),
                new Respond(random.nextInt(206, 304), headers(), text(), null));
    }

    private Rule rule(int place) {
        return new Rule("r" + place, random.nextBoolean() ? match() : null, delay(), aborts());
    }

    private Match match() {
        return new Match(
                random.nextBoolean() ? List.of("GET", "PURGE") : List.of(),
                random.nextBoolean() ? "/a/*/b/**" : null,
                headers(),
                random.nextBoolean() ? "shop.Cart" : null);
    }

    private @Nullable Delay delay() {
        Duration low = Duration.ofNanos(random.nextLong(1, 1_000_000_000L));
        Duration high = low.plusNanos(random.nextLong(1_000_000_000L));
        Percentage share = new Percentage(random.nextInt(101));
        return switch (random.nextInt(5)) {
            case 0 -> new FixedDelay(low, share);
            case 1 -> new UniformDelay(low, high, share);
            case 2 -> new LogNormalDelay(low, high, share);
            case 3 -> new DiscreteDelay(List.of(new DiscreteDelay.Choice(low, share)), share);
            default -> null;
        };
    }

    private List<Abort> aborts() {
        return IntStream.range(0, random.nextInt(4))
                .<Abort>mapToObj(i -> new StatusAbort(
                        new Percentage(random.nextDouble(25)),
                        random.nextInt(400, 600),
                        headers(),
                        text(),
                        random.nextBoolean() ? "application/json" : null))
                .toList();
    }

    private Map<String, String> headers() {
        return random.nextBoolean() ? Map.of("Retry-After", "5", "x-b", "") : Map.of();
    }

    private @Nullable String text() {
        return random.nextBoolean() ? TEXTS.get(random.nextInt(TEXTS.size())) : null;
    }
}
