package dev.faultline.load.plan;

import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.Transport.Protocol;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans of all kinds, by a seed; what a document may leave out is null here, as Jackson has it. */
@SuppressWarnings("NullAway")
final class RandomPlans {

    private final SplittableRandom random;

    RandomPlans(SplittableRandom random) {
        this.random = random;
    }

    LoadPlan next() {
        boolean tls = random.nextBoolean();
        boolean grpc = random.nextInt(4) == 0;
        boolean fed = !grpc && random.nextInt(4) == 0;
        return new LoadPlan(
                target(tls),
                demand(),
                maybe(this::duration),
                maybe(random::nextLong),
                Stream.concat(
                                Stream.generate(() -> request(grpc)).limit(random.nextInt(1, 5)),
                                fed ? Stream.of(fed()) : Stream.of())
                        .toList(),
                transport(grpc, tls),
                maybe(this::retries),
                fed ? new Feed("a b.csv", maybe(() -> pick(Feed.Order.SEQUENTIAL, Feed.Order.RANDOM))) : null);
    }

    private <T> @Nullable T maybe(Supplier<T> some) {
        return random.nextBoolean() ? some.get() : null;
    }

    private Target target(boolean tls) {
        String host = pick("a", "Books.Example.ORG", "127.0.0.1", "[::1]", "books.");
        String port = pick("", ":80", ":8080");
        return Target.of((tls ? "https://" : "http://")
                + host
                + port
                + pick("", "/", "/a/%20b?c=d&e", "?q", "/'\"".substring(0, 2)));
    }

    private Demand demand() {
        Arrival arrival = pick(Arrival.CONSTANT, Arrival.POISSON);
        return switch (random.nextInt(3)) {
            case 0 -> new Demand(random.nextDouble(0.001, 100_000), arrival, null, null);
            case 1 -> new Demand(null, arrival, stages(), null);
            default -> new Demand(null, null, null, random.nextInt(1, 10_001));
        };
    }

    private List<Stage> stages() {
        List<Stage> stages = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            stages.add(stage());
        }
        return stages;
    }

    private Stage stage() {
        double a = random.nextInt(4) == 0 ? 0 : random.nextDouble(50_000);
        double b = random.nextInt(4) == 0 ? 0 : random.nextDouble(50_000);
        Duration duration = duration();
        return switch (random.nextInt(4)) {
            case 0 -> new Stage.Hold(a, duration);
            case 1 -> new Stage.Ramp(maybe(() -> a), b, duration);
            case 2 -> new Stage.Steps(a, b, random.nextDouble(100, 1_000), Duration.ofSeconds(random.nextInt(1, 100)));
            default ->
                new Stage.Burst(
                        maybe(() -> a), random.nextInt(1, 1_000), duration, duration.plusNanos(random.nextInt(1_000)));
        };
    }

    private RequestSpec request(boolean grpc) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.put(pick("X-", "host", "a.b", "y") + i, pick("", "yes", "0x10", "null", ": #'\"", "1e3", "a\tb"));
        }
        String body = maybe(() -> pick("", "{\"a\": 1}", "zwei\nZeilen\n", "\u00fc\u2028\ud83d\ude00", "~", "- a"));
        String file = body == null ? maybe(() -> "dir/a b.json") : null;
        String name = maybe(() -> pick("checkout", "GET /", "a,b: 'c' {d}", "#", "~"));
        Integer weight = maybe(() -> random.nextInt(1, 100));
        return grpc
                ? new RequestSpec(name, weight, maybe(() -> "POST"), null, headers, body, file, "shop.Cart/Add", null)
                : new RequestSpec(
                        name,
                        weight,
                        maybe(() -> pick("POST", "get", "M-SEARCH")),
                        path(),
                        headers,
                        body,
                        file,
                        null,
                        maybe(this::expectation));
    }

    private RequestSpec fed() {
        return new RequestSpec(
                null, 1, null, "/items/#{id}?q=#{a-b_c}", Map.of("X-User", "#{user}"), "#{id}", null, null, null);
    }

    private Expectation expectation() {
        List<Expectation.Statuses> statuses = maybe(() -> List.of(
                Expectation.Statuses.of(random.nextInt(100, 600)), Expectation.Statuses.of(pick("2xx", "5xx"))));
        String text = maybe(() -> pick("It works!", "\u00fc", " "));
        return new Expectation(
                statuses,
                statuses != null && random.nextBoolean()
                        ? null
                        : new Expectation.Body(text, text == null ? "^\\s*[{\\[]" : maybe(() -> "(?i)ok")));
    }

    private @Nullable String path() {
        return maybe(() -> pick("/", "/a?b=c", "//a", "/%00", "/*'\"{}"));
    }

    private Transport transport(boolean grpc, boolean tls) {
        Protocol http2 = tls ? Protocol.H2 : Protocol.H2C;
        return new Transport(
                grpc ? http2 : maybe(() -> pick(Protocol.HTTP1, http2)),
                maybe(() -> random.nextInt(1, 10_001)),
                maybe(() -> random.nextInt(1, 1_000)),
                maybe(() -> random.nextInt(1, 100_001)),
                maybe(() -> Duration.ofNanos(random.nextLong(1_000_000, 600_000_000_000L))),
                maybe(random::nextBoolean),
                maybe(random::nextBoolean));
    }

    private Retries retries() {
        return new Retries(
                maybe(() -> random.nextInt(1, 11)),
                maybe(() -> new Percentage(random.nextInt(101))),
                maybe(() -> Duration.ofMillis(random.nextInt(1_000))),
                maybe(() -> Duration.ofMillis(random.nextInt(1_000, 60_000))));
    }

    private Duration duration() {
        return Duration.ofNanos(random.nextLong(1_000_000, 86_400_000_000_000L));
    }

    @SafeVarargs
    private <T> T pick(T... some) {
        return some[random.nextInt(some.length)];
    }
}
