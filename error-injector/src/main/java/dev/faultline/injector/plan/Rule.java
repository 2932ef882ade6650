package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Partition;
import dev.faultline.injector.when.When;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match. Without faults it exempts them from the rules after it.
 *
 * @param name unique in the plan; empty only until the plan names it by its place
 * @param match which requests; null for all
 * @param when at which times; null for always
 * @param delay drawn independently of the aborts, and served before them
 * @param aborts one draw decides among them; what their percentages leave over to 100 is not aborted
 */
public record Rule(
        String name,
        @Nullable Match match,
        @Nullable When when,
        @Nullable Delay delay,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Abort> aborts) {

    /** The name under which metrics count the requests that no rule matched; no rule may take it. */
    public static final String NONE = "none";

    /** The name under which metrics count requests that ask for their faults by headers; no rule may take it. */
    public static final String HEADERS = "headers";

    private static final int MAX_ABORTS = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** @throws InvalidValue if a field breaks its rule */
    public Rule {
        if (name == null) {
            name = "";
        } else {
            Require.matching("name", name, NAME, "must be 1 to 63 letters, digits, dots, underscores or dashes");
            Require.that(!name.equals(NONE), "name", "must not be the reserved name none", '"' + name + '"');
            Require.that(!name.equals(HEADERS), "name", "must not be the reserved name headers", '"' + name + '"');
        }
        aborts = Elements.copy("aborts", aborts, MAX_ABORTS);
        Partition.check("aborts", aborts.stream().map(Abort::percentage).toList());
    }

    /** Returns whether this has no faults, and so only keeps requests from the rules after it. */
    public boolean exempts() {
        return delay == null && aborts.isEmpty();
    }

    /** Returns whether a request that matches can get a fault at some time: one of the percentages is above zero. */
    public boolean injects() {
        return (delay != null && delay.percentage().value() > 0)
                || aborts.stream().anyMatch(abort -> abort.percentage().value() > 0);
    }

    /** Returns this rule if it has a name, else the same with the name of its place, counted from 0. */
    Rule at(int place) {
        return name.isEmpty() ? new Rule("rule-" + (place + 1), match, when, delay, aborts) : this;
    }

    /** Returns this rule, which has a name, with its times made absolute, for a plan that was accepted at that instant. */
    Rule acceptedAt(Instant now) {
        return when == null ? this : new Rule(name, match, when.acceptedAt(now), delay, aborts);
    }
}
