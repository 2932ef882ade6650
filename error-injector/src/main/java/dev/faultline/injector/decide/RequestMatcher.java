package dev.faultline.injector.decide;

import dev.faultline.injector.plan.Match;
import dev.faultline.injector.plan.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The test that a rule's {@link Match} stands for, made once per plan. */
final class RequestMatcher {

    private RequestMatcher() {}

    /** Returns the test; cheap conditions are looked at first. */
    static Predicate<RequestFacts> of(@Nullable Match match) {
        List<Predicate<RequestFacts>> all = match == null ? List.of() : conditions(match);
        return all.stream().reduce(Predicate::and).orElse(request -> true);
    }

    private static List<Predicate<RequestFacts>> conditions(Match match) {
        List<Predicate<RequestFacts>> all = new ArrayList<>();
        if (!match.methods().isEmpty()) {
            Set<String> methods = Set.copyOf(match.methods());
            all.add(request -> methods.contains(request.method()));
        }
        if (match.path() != null) {
            Predicate<String> path = PathPattern.compile(match.path());
            all.add(request -> path.test(request.path()));
        }
        if (match.grpcService() != null) {
            String calls = "/" + match.grpcService() + "/";
            all.add(request -> request.isGrpc() && request.path().startsWith(calls));
        }
        match.headers().forEach((name, value) -> all.add(request -> request.hasHeader(name, value)));
        return all;
    }
}
