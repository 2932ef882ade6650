package dev.faultline.injector.decide;

import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.plan.Match;
import dev.faultline.injector.plan.Rule;
import dev.faultline.injector.plan.ValueMatch;
import dev.faultline.platform.wire.Percentage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rules and requests out of so few words that they often meet. */
final class RandomRequests {

    private static final List<String> METHODS = List.of("GET", "POST", "PURGE");
    private static final List<String> PATHS = List.of(
            "/", "/a", "/a/b", "/a/b/c", "/shop.Cart/Add", "/shop.Cart/Get", "/Cart/Add", "/Add", "/a/shop.Cart/Add");
    private static final List<String> PATTERNS =
            List.of("/", "/a", "/a/*", "/a/**", "/**", "/*/*", "/**/Add", "/shop.Cart/Add", "/a/b");
    private static final List<String> EXPRESSIONS = List.of("/a.*", "/(a|b)", ".*Add", "/[^/]*", "/a/b");
    private static final List<String> HOSTS = List.of("books", "books:7002", "a.books", "a.books:7002", "other", "");
    private static final List<String> HOST_PATTERNS =
            List.of("books", "BOOKS", "books:7002", "*.books", "*.books:7002");
    private static final List<String> NAMES = List.of("x-a", "x-b", "x-c");
    private static final List<String> SPELLINGS = List.of("X-A", "x-b", "X-c");
    private static final List<String> VALUES = List.of("1", "2", "", "a b");
    private static final List<String> VALUE_EXPRESSIONS = List.of("[0-9]", ".*", ".+", "a|2", "a.*", "(?i)A B");

    private final RandomGenerator random;

    RandomRequests(RandomGenerator random) {
        this.random = random;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private <T> @Nullable T maybe(List<T> of) {
        return random.nextInt(4) == 0 ? any(of) : null;
    }

    Requests request() {
        // A header is often given twice; then either value may be the one that counts.
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        IntStream.range(0, random.nextInt(5)).forEach(i -> fields.add(Map.entry(any(NAMES), any(VALUES))));
        return new Requests(any(METHODS), any(PATHS), any(HOSTS), fields, parameters(), random.nextBoolean());
    }

    /** Returns a rule that aborts all that it matches with the status 500, or exempts it. */
    Rule rule(int place) {
        List<Abort> aborts = random.nextBoolean() ? List.of(StatusAbort.plain(Percentage.ALL, 500)) : List.of();
        return new Rule("r" + place, random.nextInt(50) == 0 ? null : match(), null, null, aborts);
    }

    private Match match() {
        String path = maybe(PATTERNS);
        return new Match(
                random.nextInt(3) == 0 ? List.of(any(METHODS), any(METHODS)) : List.of(),
                path,
                path == null ? maybe(EXPRESSIONS) : null,
                maybe(HOST_PATTERNS),
                random.nextInt(4) == 0 ? values(NAMES) : Map.of(),
                random.nextInt(2) == 0 ? values(SPELLINGS) : Map.of(),
                maybe(List.of("shop.Cart", "Cart", "a")),
                maybe(List.of("Add", "Get", "b")));
    }

    private Map<String, List<String>> parameters() {
        Map<String, List<String>> parameters = new TreeMap<>();
        IntStream.range(0, random.nextInt(3))
                .forEach(i -> parameters.put(any(NAMES), List.of(any(VALUES), any(VALUES))));
        return parameters;
    }

    private Map<String, ValueMatch> values(List<String> names) {
        Map<String, ValueMatch> values = new TreeMap<>();
        IntStream.range(0, random.nextInt(3)).forEach(i -> values.put(any(names), value()));
        return values;
    }

    private ValueMatch value() {
        return switch (random.nextInt(4)) {
            case 0 -> new ValueMatch(null, any(VALUE_EXPRESSIONS), null);
            case 1 -> new ValueMatch(null, null, random.nextBoolean());
            default -> ValueMatch.exactly(any(VALUES));
        };
    }
}
