package dev.faultline.injector.plan;

import dev.faultline.injector.fault.Otherwise;
import dev.faultline.injector.fault.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Valid plans of every shape, from a seed: every type of every family, and every field, given and not. */
public final class RandomPlans {

    private static final List<String> TARGETS = List.of("http://books", "http://10.0.0.1:7002/", "http://[::1]:80");

    private final RandomGenerator random;
    private final RandomFaults faults;
    private final RandomTimes times;
    private final RandomValues values;

    public RandomPlans(RandomGenerator random) {
        this.random = random;
        values = new RandomValues(random);
        faults = new RandomFaults(random, values);
        times = new RandomTimes(random, values);
    }

    /** Returns the next plan, as it stands when it was accepted. */
    public FaultPlan next() {
        return new FaultPlan(
                values.maybe(random.nextLong()),
                values.maybe(Instant.ofEpochMilli(random.nextLong(1L << 42))),
                random.nextInt(1_000_001),
                IntStream.range(0, random.nextInt(5)).mapToObj(this::rule).toList(),
                otherwise(),
                faults.tls());
    }

    private Otherwise otherwise() {
        return random.nextInt(4) == 0
                ? new Otherwise.Forward(Target.of(values.any(TARGETS)))
                : new Otherwise.Respond(
                        random.nextInt(206, 304),
                        values.headers(),
                        values.maybe(values.text()),
                        values.maybe("text/html"));
    }

    private Rule rule(int place) {
        return new Rule(
                "r" + place,
                values.maybe(match()),
                values.maybe(times.when()),
                values.maybe(faults.delay()),
                faults.aborts());
    }

    private ValueMatch value() {
        return switch (random.nextInt(3)) {
            case 0 -> ValueMatch.exactly(values.any(List.of("", "acme", "ü&=")));
            case 1 -> new ValueMatch(null, values.any(List.of("(?i)bearer .*", "[a-z]{1,9}", ".+")), null);
            default -> new ValueMatch(null, null, random.nextBoolean());
        };
    }

    private Match match() {
        boolean byExpression = random.nextBoolean();
        return new Match(
                random.nextBoolean() ? List.of("GET", "PURGE") : List.of(),
                byExpression ? null : values.maybe(values.any(List.of("/", "/a", "/a/*/b/**"))),
                byExpression ? values.any(List.of("/a.*", "/users/[0-9]{1,9}", "(?i)/A|/b")) : null,
                values.maybe(values.any(List.of("books", "Books:7002", "*.example.com", "[::1]:80"))),
                random.nextBoolean() ? Map.of("a b", value(), "c", value()) : Map.of(),
                random.nextBoolean() ? Map.of("x-tenant", value(), "x-b", value()) : Map.of(),
                values.maybe("shop.Cart"),
                values.maybe("AddItem"));
    }
}
