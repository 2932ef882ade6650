package dev.faultline.injector.decide;

import dev.faultline.injector.plan.Match;
import dev.faultline.injector.plan.PathPattern;
import dev.faultline.injector.plan.Regex;
import dev.faultline.injector.plan.Rule;
import dev.faultline.injector.value.HostPattern;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rules of a plan, found by what they match. Threadsafe. */
final class RuleBook<A> {

    private final InstantSource clock;
    private final RandomStreams streams;
    private final Outcome<A> noRule;
    private final List<PreparedRule<A>> prepared;
    private final List<RuleIndex> indexes = new ArrayList<>();

    /** @param prepared the rules, prepared, in the same order */
    RuleBook(
            List<Rule> rules,
            List<PreparedRule<A>> prepared,
            Outcome<A> noRule,
            RandomStreams streams,
            InstantSource clock) {
        this.prepared = List.copyOf(prepared);
        this.noRule = noRule;
        this.streams = streams;
        this.clock = clock;
        for (int from = 0; from < rules.size(); from += RuleIndex.SIZE) {
            indexes.add(new RuleIndex(rules.subList(from, Math.min(from + RuleIndex.SIZE, rules.size()))));
        }
    }

    /** Returns what the first rule says that matches the n-th request, and holds. */
    Decision<A> decide(RequestFacts request, long n) {
        // The clock is read only for rules that depend on it.
        @Nullable Instant now = null;
        for (int i = 0; i < indexes.size(); i++) {
            RuleIndex index = indexes.get(i);
            for (long left = index.candidates(request); left != 0; left &= left - 1) {
                int place = Long.numberOfTrailingZeros(left);
                if (!index.matches(place, request)) {
                    continue;
                }
                PreparedRule<A> rule = prepared.get(i * RuleIndex.SIZE + place);
                if (rule.isCertain()) {
                    return rule.decide();
                }
                now = now == null ? clock.instant() : now;
                double share = rule.share(now);
                if (share > 0) {
                    return rule.decide(streams.of(n), share, now, noRule);
                }
            }
        }
        return noRule;
    }

    /**
     * Finds the rules that match a request, of up to {@value #SIZE}. What can be looked up is: values that must be equal
     * cost one look-up for all rules together, however many they are; only patterns are tried one by one. Immutable.
     */
    private static final class RuleIndex {

        /** The most rules of one index, which are the bits of a long. */
        static final int SIZE = Long.SIZE;

        private final List<Dimension> dimensions = new ArrayList<>();
        private final List<Predicate<RequestFacts>> patterns = new ArrayList<>();
        private final long all;

        RuleIndex(List<Rule> rules) {
            all = rules.size() == SIZE ? -1 : (1L << rules.size()) - 1;
            Dimension method = new Dimension(request -> List.of(request.method()));
            Dimension path = new Dimension(request -> List.of(request.path()));
            Dimension service =
                    new Dimension(request -> request.isGrpc() ? List.of(service(request.path())) : List.of());
            Dimension call = new Dimension(request -> request.isGrpc() ? List.of(call(request.path())) : List.of());
            Map<String, Dimension> headers = new HashMap<>();
            for (int i = 0; i < rules.size(); i++) {
                int place = i;
                Match match = rules.get(i).match();
                patterns.add(match == null ? request -> true : patterns(match));
                if (match == null) {
                    continue;
                }
                if (!match.methods().isEmpty()) {
                    method.restrict(place, match.methods());
                }
                if (match.path() != null && PathPattern.isExact(match.path())) {
                    path.restrict(place, List.of(PathPattern.normalised(match.path())));
                }
                if (match.grpcService() != null) {
                    service.restrict(place, List.of(match.grpcService()));
                }
                if (match.grpcMethod() != null) {
                    call.restrict(place, List.of(match.grpcMethod()));
                }
                match.headers().forEach((name, value) -> {
                    if (value.exact() != null) {
                        headers.computeIfAbsent(
                                        name.toLowerCase(Locale.ROOT),
                                        known -> new Dimension(request -> request.headers(known)))
                                .restrict(place, List.of(value.exact()));
                    }
                });
            }
            for (Dimension dimension : List.of(method, path, service, call)) {
                if (!dimension.isIdle()) {
                    dimensions.add(dimension);
                }
            }
            dimensions.addAll(headers.values());
        }

        /** Returns the rules, as bits by their place, that may match; {@link #matches} has the last word. */
        long candidates(RequestFacts request) {
            long rules = all;
            for (int i = 0; i < dimensions.size() && rules != 0; i++) {
                rules &= dimensions.get(i).accepting(request);
            }
            return rules;
        }

        /** Returns whether the rule at that place matches a request that it is a candidate for. */
        boolean matches(int place, RequestFacts request) {
            return patterns.get(place).test(request);
        }

        private static Predicate<RequestFacts> patterns(Match match) {
            List<Predicate<RequestFacts>> all = new ArrayList<>();
            if (match.path() != null && !PathPattern.isExact(match.path())) {
                Predicate<String> path = PathPattern.compile(match.path());
                all.add(request -> path.test(request.path()));
            }
            if (match.pathRegex() != null) {
                Predicate<String> path = Regex.compile(match.pathRegex());
                all.add(request -> path.test(request.path()));
            }
            if (match.host() != null) {
                Predicate<String> host = HostPattern.compile(match.host());
                all.add(request -> host.test(request.host()));
            }
            match.headers().forEach((name, value) -> {
                if (value.exact() == null) {
                    Predicate<List<String>> test = value.compile();
                    all.add(request -> test.test(request.headers(name)));
                }
            });
            match.query().forEach((name, value) -> {
                Predicate<List<String>> test = value.compile();
                all.add(request -> test.test(request.parameters(name)));
            });
            return all.stream().reduce(Predicate::and).orElse(request -> true);
        }

        /** The service of a call is what stands between the first two slashes of its path. */
        private static String service(String path) {
            int end = path.indexOf('/', 1);
            return end < 0 ? "" : path.substring(1, end);
        }

        /** The method of a call is all that comes after the second slash. */
        private static String call(String path) {
            int end = path.indexOf('/', 1);
            return end < 0 ? "" : path.substring(end + 1);
        }

        /**
         * One thing that rules look at in requests, such as the method, and which of up to 64 rules accept which value of it. One
         * look-up tells for all the rules.
         */
        private static final class Dimension {

            private final Function<RequestFacts, List<String>> values;
            private final Map<String, Long> accepting = new HashMap<>();
            private long indifferent = -1;

            /** @param values what a request has of it, of which any one suffices */
            Dimension(Function<RequestFacts, List<String>> values) {
                this.values = values;
            }

            /** Has a rule, by its place, accept only these values; at most once for each rule. */
            void restrict(int place, List<String> accepted) {
                long bit = 1L << place;
                indifferent &= ~bit;
                accepted.forEach(value -> accepting.merge(value, bit, (some, more) -> some | more));
            }

            /** Returns whether no rule looks at it. */
            boolean isIdle() {
                return accepting.isEmpty();
            }

            /** Returns the rules, as bits by their place, that accept what the request has. */
            long accepting(RequestFacts request) {
                long rules = indifferent;
                List<String> found = values.apply(request);
                for (int i = 0; i < found.size(); i++) {
                    rules |= accepting.getOrDefault(found.get(i), 0L);
                }
                return rules;
            }
        }
    }
}
