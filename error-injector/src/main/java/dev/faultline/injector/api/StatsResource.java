package dev.faultline.injector.api;

import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.HandshakeCounts;
import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.Rule;
import dev.faultline.platform.http.Responses;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What was done to the traffic so far. */
@Path("/api/stats")
final class StatsResource {

    /** What such an answer is like. */
    static final Stats EXAMPLE = new Stats(
            100,
            0,
            0,
            List.of(new RuleStats("checkout", 100, Map.of("status", 30L, "delay", 60L, "otherwise", 10L))),
            new TlsStats(10, Map.of("expired", 2L, "none", 8L)));

    private final PlanControl control;
    private final Counters counters;
    private final ActiveFaults active;
    private final HandshakeCounts handshakes;

    /**
     * The answer.
     *
     * @param requests to all rules of the plan in force, and to none of them
     * @param activeFaults held back at present
     * @param overflow how often too many were, since the start of the service
     * @param tls where TLS is spoken; all counts are 0 elsewhere
     */
    record Stats(long requests, int activeFaults, long overflow, List<RuleStats> rules, TlsStats tls) {}

    /**
     * What befell connections over TLS since the start of the service.
     *
     * @param connections all
     * @param outcomes of these, by type of fault, {@code none}, {@code overflow}, or {@code not-tls} for those that did not begin a
     *     handshake; what did not occur is left out
     */
    record TlsStats(long connections, Map<String, Long> outcomes) {}

    /**
     * One rule's part.
     *
     * @param rule its name; {@code none} for the requests that no rule matched
     * @param requests that it decided
     * @param outcomes of these, by type of abort, {@code delay}, {@code otherwise} or {@code overflow}
     */
    record RuleStats(String rule, long requests, Map<String, Long> outcomes) {}

    StatsResource(PlanControl control, Counters counters, ActiveFaults active, HandshakeCounts handshakes) {
        this.handshakes = handshakes;
        this.control = control;
        this.counters = counters;
        this.active = active;
    }

    /** Answers the counts of each rule, for as long as plans have had a rule of that name without a break. */
    @GET
    @Operation(operationId = "getStats", summary = "Requests by rule and outcome")
    public Response stats() {
        FaultPlan plan = control.plan();
        Map<String, SortedMap<String, Long>> byRule = new TreeMap<>();
        counters.series()
                .forEach(series -> byRule.computeIfAbsent(series.rule(), rule -> new TreeMap<>())
                        .put(series.outcome(), counters.of(series).sum()));
        List<RuleStats> rules = new ArrayList<>();
        plan.rules().forEach(rule -> add(rule.name(), byRule, rules));
        add(Rule.HEADERS, byRule, rules);
        add(Rule.NONE, byRule, rules);
        long requests = rules.stream().mapToLong(RuleStats::requests).sum();
        return Responses.json(new Stats(requests, active.count(), active.overflows(), rules, tls()));
    }

    private TlsStats tls() {
        Map<String, Long> outcomes = new TreeMap<>();
        handshakes.all().forEach((outcome, count) -> {
            long sum = count.sum();
            if (sum > 0) {
                outcomes.put(outcome, sum);
            }
        });
        return new TlsStats(
                outcomes.values().stream().mapToLong(Long::longValue).sum(), outcomes);
    }

    private static void add(String rule, Map<String, SortedMap<String, Long>> byRule, List<RuleStats> rules) {
        SortedMap<String, Long> outcomes = byRule.get(rule);
        if (outcomes != null) {
            rules.add(new RuleStats(
                    rule, outcomes.values().stream().mapToLong(Long::longValue).sum(), outcomes));
        }
    }
}
