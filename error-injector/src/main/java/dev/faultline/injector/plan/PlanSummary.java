package dev.faultline.injector.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A plan in one line of a log. */
final class PlanSummary {

    /** More rules than a line should hold are only counted. */
    private static final int SHOWN = 5;

    private PlanSummary() {}

    static String of(FaultPlan plan) {
        String until = plan.expiresAt() == null ? "no end" : "until " + plan.expiresAt();
        if (plan.rules().isEmpty()) {
            return "no faults, " + until;
        }
        String more = plan.rules().size() > SHOWN ? " and " + (plan.rules().size() - SHOWN) + " more" : "";
        return plan.rules().stream().limit(SHOWN).map(PlanSummary::of).collect(Collectors.joining("; ", "", more))
                + ", " + until;
    }

    private static String of(Rule rule) {
        List<String> faults = new ArrayList<>();
        if (rule.delay() != null) {
            faults.add("delay " + FaultType.nameOf(rule.delay().getClass()) + " "
                    + rule.delay().percentage());
        }
        rule.aborts().stream()
                .limit(SHOWN)
                .forEach(abort -> faults.add(FaultType.nameOf(abort.getClass()) + " " + abort.percentage()));
        return rule.name() + ": " + (faults.isEmpty() ? "exempt" : String.join(" + ", faults));
    }
}
