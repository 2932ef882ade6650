package dev.faultline.injector.decide;

import dev.faultline.injector.plan.Match;
import dev.faultline.injector.plan.Rule;
import dev.faultline.injector.plan.ValueMatch;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the contract says of matching, word by word: one rule after the other, one field after the other. */
final class NaiveMatcher {

    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    private NaiveMatcher() {}

    /** Returns the name of the first rule that matches, or {@code none}. */
    static String first(List<Rule> rules, RequestFacts request) {
        return rules.stream()
                .filter(rule -> rule.match() == null || matches(rule.match(), request))
                .map(Rule::name)
                .findFirst()
                .orElse(Rule.NONE);
    }

    private static boolean matches(Match match, RequestFacts request) {
        String[] call = request.path().split("/", 3);
        boolean isCall = request.isGrpc() && call.length == 3;
        return (match.methods().isEmpty() || match.methods().contains(request.method()))
                && (match.path() == null
                        || path(match.path()).matcher(request.path()).matches())
                && (match.pathRegex() == null || request.path().matches(match.pathRegex()))
                && host(match.host(), request.host())
                && match.query().entrySet().stream()
                        .allMatch(query -> value(query.getValue(), request.parameters(query.getKey())))
                && match.headers().entrySet().stream()
                        .allMatch(header -> value(header.getValue(), request.headers(header.getKey())))
                && (match.grpcService() == null || (isCall && call[1].equals(match.grpcService())))
                && (match.grpcMethod() == null || (isCall && call[2].equals(match.grpcMethod())));
    }

    private static boolean value(ValueMatch wanted, List<String> given) {
        if (wanted.present() != null) {
            return wanted.present() == !given.isEmpty();
        }
        return wanted.exact() != null
                ? given.contains(wanted.exact())
                : given.stream().anyMatch(value -> value.matches(String.valueOf(wanted.regex())));
    }

    private static Pattern path(String pattern) {
        return COMPILED.computeIfAbsent(pattern, NaiveMatcher::compiled);
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(Stream.of(pattern.substring(1).split("/", -1))
                .map(segment -> segment.equals("**")
                        ? "(?:/[^/]*)*"
                        : segment.equals("*") ? "/[^/]+" : "/" + Pattern.quote(segment))
                .collect(Collectors.joining()));
    }

    private static boolean host(@Nullable String pattern, String host) {
        if (pattern == null) {
            return true;
        }
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String given = wanted.contains(":") || host.indexOf(':') < 0 ? host : host.substring(0, host.indexOf(':'));
        return wanted.startsWith("*.") ? given.endsWith(wanted.substring(1)) : given.equals(wanted);
    }
}
