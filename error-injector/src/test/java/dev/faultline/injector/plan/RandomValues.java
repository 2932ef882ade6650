package dev.faultline.injector.plan;

import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What random plans are made of. */
final class RandomValues {

    private static final List<String> TEXTS =
            List.of("", "ok", "{\"error\":\"busy\"}", "ümläut \u2028 \"quoted\" \n", "\ud83d\ude00\u0000\uffff");

    private final RandomGenerator random;

    RandomValues(RandomGenerator random) {
        this.random = random;
    }

    <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Returns what is given, or as often nothing. */
    <T> @Nullable T maybe(T given) {
        return random.nextBoolean() ? given : null;
    }

    String text() {
        return any(TEXTS);
    }

    /** Returns headers of an answer, some of which have several values. */
    Map<String, List<String>> headers() {
        return random.nextBoolean()
                ? Map.of(
                        "Retry-After",
                        List.of(any(List.of("5", "auto"))),
                        "x-b",
                        List.of(""),
                        "Set-Cookie",
                        any(List.of(List.of("a=1"), List.of("a=1", "b=2"), List.of("", "", "x"))))
                : Map.of();
    }

    /** Returns a share of at most so much: a whole number, some hundredths of a percent, or any number. */
    Percentage share(int most) {
        return new Percentage(
                switch (random.nextInt(3)) {
                    case 0 -> random.nextInt(most + 1);
                    case 1 -> random.nextInt(100) / 100.0;
                    default -> random.nextDouble(most);
                });
    }

    /** Returns a duration from a nanosecond to so many seconds, now round and now to the nanosecond. */
    Duration duration(int seconds) {
        return random.nextBoolean()
                ? Duration.ofNanos(random.nextLong(1, seconds * 1_000_000_000L))
                : Duration.ofSeconds(random.nextInt(1, seconds + 1));
    }
}
