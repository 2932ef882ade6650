package dev.faultline.injector.decide;

import dev.faultline.injector.plan.Rule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a plan, found by what they match. Threadsafe. */
final class RuleBook<A> {

    private final InstantSource clock;
    private final Chances chances;
    private final Ending<A> noRule;
    private final List<PreparedRule<A>> prepared;
    private final List<RuleIndex> indexes = new ArrayList<>();

    /** @param prepared the rules, prepared, in the same order */
    RuleBook(List<Rule> rules, List<PreparedRule<A>> prepared, Ending<A> noRule, Chances chances, InstantSource clock) {
        this.prepared = List.copyOf(prepared);
        this.noRule = noRule;
        this.chances = chances;
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
                    return rule.decide(chances.of(n), share, now, noRule);
                }
            }
        }
        return noRule;
    }
}
