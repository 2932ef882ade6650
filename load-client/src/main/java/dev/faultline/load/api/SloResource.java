package dev.faultline.load.api;

import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Summary;
import dev.faultline.load.slo.Check;
import dev.faultline.load.slo.ClientHealth;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.slo.Ruling;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.InvalidValue;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether the last seconds were good enough: a probe for whoever can read a status code. */
@Path("/api/slo")
@Blocking
class SloResource {

    private static final String DEFAULT_THRESHOLD = "success_rate >= 99%";

    private final Windows windows;

    SloResource(Windows windows) {
        this.windows = windows;
    }

    /** Whether the thresholds are met; the reason is the first thing that a reader of the raw body sees. */
    record Slo(String reason, boolean met, List<Check> checks, Summary summary) {}

    /** Answers 200 while the thresholds are met, else 503; no data is never met. */
    @GET
    public Response get(
            @QueryParam("window") @DefaultValue("30s") String window,
            @QueryParam("threshold") List<String> thresholds) {
        Window seen = Lookback.over(windows, window);
        List<Check> checks = parse(thresholds).stream()
                .map(threshold -> threshold.judgeAtFaceValue(seen.tally(), Reference.none()))
                .map(check -> ClientHealth.temper(check, seen.tally()))
                .toList();
        List<Check> bad =
                checks.stream().filter(check -> check.ruling() != Ruling.MET).toList();
        String reason =
                (bad.isEmpty() ? checks : bad).stream().map(Check::because).collect(Collectors.joining("; "));
        Slo slo = new Slo(reason, bad.isEmpty(), checks, Summary.of(seen.tally(), seen.seconds()));
        return Answers.json(slo.met() ? 200 : 503, slo);
    }

    private static List<Threshold> parse(List<String> thresholds) {
        List<Threshold> parsed = new ArrayList<>();
        for (String threshold : thresholds.isEmpty() ? List.of(DEFAULT_THRESHOLD) : thresholds) {
            try {
                parsed.add(Threshold.of(threshold));
            } catch (InvalidValue e) {
                throw e.within("threshold");
            }
        }
        return parsed;
    }
}
