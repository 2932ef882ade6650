package dev.faultline.mesh.doctor;

import dev.faultline.mesh.doctor.ClusterView.Unread;
import dev.faultline.mesh.doctor.Examination.Finding;
import dev.faultline.mesh.doctor.Examination.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One cause for which a split does not do what its weights say. Pure: its finder looks at a snapshot.
 *
 * @param name in lower case with hyphens
 * @param why the sentence that says why it matters
 * @param fine the sentence that is said if there is no trouble
 * @param needs what must have been read for it to be sure that nothing is wrong
 * @param finder returns what is wrong; nothing if all is well as far as it could be read
 */
record Check(String name, String why, String fine, List<Resource> needs, Function<ClusterView, List<Trouble>> finder) {

    /**
     * Something that is wrong.
     *
     * @param found what was seen
     * @param mend the command that mends it
     */
    record Trouble(Severity severity, String found, String mend) {}

    static Trouble problem(String found, String mend) {
        return new Trouble(Severity.PROBLEM, found, mend);
    }

    static Trouble warning(String found, String mend) {
        return new Trouble(Severity.WARNING, found, mend);
    }

    /** Returns what it says of the cluster; at least one finding. */
    List<Finding> findings(ClusterView view) {
        List<Finding> findings = new ArrayList<>();
        for (Trouble trouble : finder.apply(view)) {
            findings.add(new Finding(name, trouble.severity(), trouble.found(), why, trouble.mend()));
        }
        List<Unread> unread = view.unread(needs);
        boolean problem = findings.stream().anyMatch(finding -> finding.severity() == Severity.PROBLEM);
        if (!unread.isEmpty() && !problem) {
            // The first obstacle is enough; the next one shows when this one is gone.
            Unread first = unread.get(0);
            String mend = first.mend().isEmpty() ? null : first.mend();
            findings.add(new Finding(name, Severity.UNKNOWN, first.why(), why, mend));
        } else if (findings.isEmpty()) {
            findings.add(new Finding(name, Severity.OK, fine, why, null));
        }
        return findings;
    }
}
