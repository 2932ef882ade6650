package dev.faultline.load.doctor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that was found, the worst first.
 *
 * @param verdict {@link Severity#PROBLEM} if there is one, else {@link Severity#UNKNOWN} if something could not be
 *     looked at, else {@link Severity#OK}, warnings or not
 */
@JsonPropertyOrder({"verdict", "checks"})
public record Examination(Severity verdict, List<Finding> checks) {

    private static final int PROBLEM = 99;
    private static final int UNKNOWN = 98;

    /** Keeps the findings. */
    public Examination {
        checks = List.copyOf(checks);
    }

    /** Returns what the checks say of the cluster. */
    static Examination of(ClusterView view) {
        List<Finding> all = new ArrayList<>();
        for (Check check : Check.ALL) {
            all.addAll(findings(check, view));
        }
        all.sort(Comparator.comparing(Finding::severity));
        return new Examination(verdict(all), all);
    }

    /** Returns 0, or 99 if there is a problem, or 98 if there may be one. */
    public int exitCode() {
        return switch (verdict) {
            case PROBLEM -> PROBLEM;
            case UNKNOWN -> UNKNOWN;
            case WARNING, OK -> 0;
        };
    }

    private static Severity verdict(List<Finding> all) {
        Severity worst = all.isEmpty() ? Severity.OK : all.get(0).severity();
        boolean unread = all.stream().anyMatch(finding -> finding.severity() == Severity.UNKNOWN);
        return worst == Severity.PROBLEM ? worst : unread ? Severity.UNKNOWN : Severity.OK;
    }

    private static List<Finding> findings(Check check, ClusterView view) {
        List<Finding> findings = new ArrayList<>();
        for (Trouble trouble : check.troubles(view)) {
            findings.add(new Finding(check.name(), trouble.severity(), trouble.found(), check.why(), trouble.mend()));
        }
        List<Unread> unread = view.unread(check.needs());
        boolean problem = findings.stream().anyMatch(finding -> finding.severity() == Severity.PROBLEM);
        if (!unread.isEmpty() && !problem) {
            // The first thing that stands in the way is enough; the next shows when it is out of it.
            Unread first = unread.get(0);
            String mend = first.mend().isEmpty() ? null : first.mend();
            findings.add(new Finding(check.name(), Severity.UNKNOWN, first.why(), check.why(), mend));
        } else if (findings.isEmpty()) {
            findings.add(new Finding(check.name(), Severity.OK, check.fine(), check.why(), null));
        }
        return findings;
    }
}
