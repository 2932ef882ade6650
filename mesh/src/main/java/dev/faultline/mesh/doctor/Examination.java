package dev.faultline.mesh.doctor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that was found, the worst first.
 *
 * @param verdict {@link Severity#PROBLEM} if there is one, else {@link Severity#UNKNOWN} if something could not be
 *     looked at, else {@link Severity#OK}, warnings or not
 */
@JsonPropertyOrder({"verdict", "checks"})
public record Examination(Severity verdict, List<Finding> checks) {

    /** All checks, in the order in which a person would look. */
    static final List<Check> CHECKS = Stream.of(
                    MeshChecks.ALL,
                    ServiceChecks.ALL,
                    RouteChecks.ALL,
                    ProxyChecks.ALL,
                    TrafficSplitChecks.ALL,
                    FaultlineChecks.ALL)
            .flatMap(List::stream)
            .toList();

    private static final int PROBLEM = 99;
    private static final int UNKNOWN = 98;

    /** How bad a finding is, the worst first. */
    public enum Severity {
        /** The split does not do what its weights say. */
        PROBLEM,
        /** It does, but something about it will surprise. */
        WARNING,
        /** It could not be looked at. */
        UNKNOWN,
        /** Nothing is wrong. */
        OK;

        /** Returns the name in JSON and on paper. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one check says.
     *
     * @param name of the check
     * @param severity how bad it is
     * @param found what was seen
     * @param why what it means for the split
     * @param mend the command that mends it; null if there is none
     */
    @JsonPropertyOrder({"name", "severity", "found", "why", "mend"})
    public record Finding(
            String name,
            Severity severity,
            String found,
            String why,
            @Nullable String mend) {}

    /** Keeps the findings. */
    public Examination {
        checks = List.copyOf(checks);
    }

    /** Returns what the checks say of the cluster. */
    static Examination of(ClusterView view) {
        List<Finding> all = CHECKS.stream()
                .flatMap(check -> check.findings(view).stream())
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
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
        List<Severity> found = all.stream().map(Finding::severity).toList();
        return found.contains(Severity.PROBLEM)
                ? Severity.PROBLEM
                : found.contains(Severity.UNKNOWN) ? Severity.UNKNOWN : Severity.OK;
    }
}
