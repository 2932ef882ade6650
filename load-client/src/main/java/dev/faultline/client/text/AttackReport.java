package dev.faultline.client.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.schedule.Shard;
import dev.faultline.load.threshold.ThresholdCheck;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a load without an experiment. The JSON document is this record, with the figures at its top.
 *
 * @param shard which part of the load this is; null for all of it
 * @param aborted why it did not get to its end; null if it did
 * @param endedEarly when and since which threshold was violated it ended before its end ({@code --abort-on-fail}); null if it
 *     did not
 * @param figures of what was due while it was counted
 * @param checks the thresholds, judged; null if none were given
 * @param tally all that was counted, without loss, so that the reports of several clients can be added up
 */
@JsonPropertyOrder({"plan", "started", "shard", "aborted", "endedEarly", "figures", "checks", "tally"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AttackReport(
        LoadPlan plan,
        Instant started,
        @Nullable Shard shard,
        @Nullable String aborted,
        @Nullable String endedEarly,
        @JsonUnwrapped Summary figures,
        @Nullable List<ThresholdCheck> checks,
        TallyDocument tally) {}
