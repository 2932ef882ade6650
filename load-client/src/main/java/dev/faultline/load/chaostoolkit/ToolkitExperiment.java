package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.experiment.Heading;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An experiment of chaostoolkit, all of whose calls are known. Immutable; {@link ToolkitReader} reads it.
 *
 * @param document as it was written, with what was looked up in place of the configuration; secrets are not looked up in
 *     it. Not to be changed
 * @param steadyState null if there is none: then nothing is judged
 * @param rollbacks made in this order, on every way out once the method was begun
 * @param always whether the rollbacks are made even if the method was not begun
 */
public record ToolkitExperiment(
        ObjectNode document,
        Heading heading,
        @Nullable SteadyState steadyState,
        List<Activity> method,
        List<Activity> rollbacks,
        Strategy strategy,
        boolean always) {

    private static final int MOST = 100;

    /** Checks the bounds. */
    public ToolkitExperiment {
        Require.between("method", method.size(), 0, MOST);
        Require.between("rollbacks", rollbacks.size(), 0, MOST);
        method = List.copyOf(method);
        rollbacks = List.copyOf(rollbacks);
    }

    /** Returns its name for people. */
    public String title() {
        return heading.title();
    }

    /**
     * Checks all calls against what this process may do.
     *
     * @throws InvalidValue naming the one that goes beyond
     */
    void check(Exchange http) {
        if (steadyState != null) {
            check(http, "steady-state-hypothesis.probes", steadyState.probes());
        }
        check(http, "method", method);
        check(http, "rollbacks", rollbacks);
    }

    private static void check(Exchange http, String field, List<Activity> activities) {
        for (int i = 0; i < activities.size(); i++) {
            try {
                http.check(activities.get(i).call());
            } catch (InvalidValue e) {
                throw e.within(field + "[" + i + "].provider");
            }
        }
    }
}
