package dev.faultline.load.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.slo.Check;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a load without an experiment. The JSON document is this record, with the figures at its top.
 *
 * @param aborted why it did not get to its end; null if it did
 * @param figures of what was due while it was counted
 * @param checks the thresholds, judged; null if none were given
 */
@JsonPropertyOrder({"plan", "started", "aborted", "figures", "checks"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttackReport(
        LoadPlan plan,
        Instant started,
        @Nullable String aborted,
        @JsonUnwrapped Summary figures,
        @Nullable List<Check> checks) {}
