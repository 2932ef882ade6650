package dev.faultline.injector.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.Delay;
import dev.faultline.injector.fault.Elements;
import dev.faultline.injector.fault.Partition;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the requests that match. Without faults it exempts them from the rules after it.
 *
 * @param name unique in the plan; empty only until the plan names it by its place
 * @param match which requests; absent for all
 * @param delay drawn independently of the aborts, and served before them
 * @param aborts one draw decides among them; what their percentages leave over to 100 is not aborted
 */
public record Rule(
        String name,
        @Nullable Match match,
        @Nullable Delay delay,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Abort> aborts) {

    /** The name under which metrics count the requests that no rule matched; no rule may take it. */
    public static final String NONE = "none";

    private static final int MAX_ABORTS = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** @throws InvalidValue if a field breaks its rule */
    public Rule {
        if (name == null) {
            name = "";
        } else {
            Require.matching("name", name, NAME, "must be 1 to 63 letters, digits, dots, underscores or dashes");
            Require.that(!name.equals(NONE), "name", "must not be the one that means no rule", '"' + name + '"');
        }
        aborts = Elements.copy("aborts", aborts, MAX_ABORTS);
        Partition.check("aborts", aborts.stream().map(Abort::percentage).toList());
    }

    /** Returns this rule if it has a name, else the same with the name of its place, counted from 0. */
    Rule at(int place) {
        return name.isEmpty() ? new Rule("rule-" + (place + 1), match, delay, aborts) : this;
    }
}
