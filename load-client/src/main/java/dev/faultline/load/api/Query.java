package dev.faultline.load.api;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.UnknownName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The parameters that a call may be asked with.
 *
 * @param once those that may be given once
 * @param often those that may be given several times
 */
record Query(Collection<String> once, Collection<String> often) {

    Query {
        once = List.copyOf(once);
        often = List.copyOf(often);
    }

    /**
     * Checks what was given.
     *
     * @throws InvalidValue naming a parameter that is not known or doubled: passed over, the answer would be to another
     *     question
     */
    void check(Map<String, List<String>> given) {
        TreeSet<String> known = new TreeSet<>(once);
        known.addAll(often);
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                String rule =
                        known.isEmpty() ? "is not known here; no query parameter is" : UnknownName.rule(name, known);
                throw new InvalidValue(name, rule, values.isEmpty() ? "given" : '"' + values.get(0) + '"');
            }
            Require.that(values.size() == 1 || often.contains(name), name, "must be given once", values);
        });
    }
}
