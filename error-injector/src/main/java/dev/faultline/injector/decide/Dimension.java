package dev.faultline.injector.decide;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One thing that rules look at in requests, such as the method, and which of up to 64 rules accept which value of it. One
 * look-up tells for all the rules.
 */
final class Dimension {

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
