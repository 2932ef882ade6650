package dev.faultline.injector.decide;

import dev.faultline.injector.plan.HostPattern;
import dev.faultline.injector.plan.Match;
import dev.faultline.injector.plan.PathPattern;
import dev.faultline.injector.plan.PathRegex;
import dev.faultline.injector.plan.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Finds the rules that match a request, of up to {@value #SIZE}. What can be looked up is: values that must be equal
 * cost one look-up for all rules together, however many they are; only patterns are tried one by one. Immutable.
 */
final class RuleIndex {

    /** The most rules of one index, which are the bits of a long. */
    static final int SIZE = Long.SIZE;

    private final List<Dimension> dimensions = new ArrayList<>();
    private final List<Predicate<RequestFacts>> patterns = new ArrayList<>();
    private final long all;

    RuleIndex(List<Rule> rules) {
        all = rules.size() == SIZE ? -1 : (1L << rules.size()) - 1;
        Dimension method = new Dimension(request -> List.of(request.method()));
        Dimension path = new Dimension(request -> List.of(request.path()));
        Dimension service = new Dimension(request -> request.isGrpc() ? List.of(service(request.path())) : List.of());
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
                path.restrict(place, List.of(match.path()));
            }
            if (match.grpcService() != null) {
                service.restrict(place, List.of(match.grpcService()));
            }
            if (match.grpcMethod() != null) {
                call.restrict(place, List.of(match.grpcMethod()));
            }
            match.headers()
                    .forEach((name, value) -> headers.computeIfAbsent(
                                    name.toLowerCase(Locale.ROOT),
                                    known -> new Dimension(request -> request.headers(known)))
                            .restrict(place, List.of(value)));
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
            Predicate<String> path = PathRegex.compile(match.pathRegex());
            all.add(request -> path.test(request.path()));
        }
        if (match.host() != null) {
            Predicate<String> host = HostPattern.compile(match.host());
            all.add(request -> host.test(request.host()));
        }
        match.query().forEach((name, value) -> all.add(request -> request.hasParameter(name, value)));
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
}
