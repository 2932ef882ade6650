package dev.faultline.experiment.report;

import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.threshold.ThresholdCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A sweep whose callers repeat failed attempts, so that what they see is not what the service sees. */
public final class RetriedSamples {

    /** What is asked at each level: met, violated at the highest, and never to be decided. */
    public static final List<String> THRESHOLDS = List.of("success_rate of requests >= 95%", "p99 < 2s");

    private static final int REQUESTS = 400;
    private static final int ATTEMPTS = 3;

    private static final String SWEEP = """
            title: How much of the traffic may fail before callers notice
            hypothesis:
              words: two retries keep 95 of 100 requests whole
              thresholds: [success_rate of requests >= 95%, p99 < 2s]
            load: {target: "http://demo-backend:8080/", rate: 100, retries: {limit: 2, budget: 100}}
            sweep: {vary: weight, range: {from: 10, to: 60, step: 25}, withstand: 10}
            method:
              - split: {error-injector: "${weight}"}
              - hold: 4s
            """;

    private RetriedSamples() {}

    /** Levels that hold, that no sample is of, and that break, in this order; only the first must hold. */
    public static ExperimentResult sweep() {
        return sweep(10);
    }

    /** The same where it must hold up to that level. */
    static ExperimentResult sweep(double withstand) {
        Tally before = tally(1, 0);
        Tally all = new Tally();
        List<Curve.Level> levels = new ArrayList<>();
        for (double value : new double[] {10, 35, 60}) {
            Tally tally = value == 35 ? new Tally() : tally(2 + (long) value, value / 100);
            all.add(tally);
            List<ThresholdCheck> checks = Samples.checks(THRESHOLDS, tally, before, value / 100);
            levels.add(new Curve.Level(value, checks.get(0).ruling(), 4, tally, checks));
        }
        Curve curve = new Curve("weight", new Sweep.Range(10.0, 60.0, 25.0, "", null), withstand, levels, null);
        List<ExperimentResult.Phase> phases = List.of(
                new ExperimentResult.Phase(State.BASELINE, 4, before, null, Samples.gate(before)),
                new ExperimentResult.Phase(State.INJECT, 8, all, null, List.of()),
                new ExperimentResult.Phase(State.VERIFY, 0, new Tally(), new Tally(), List.of()));
        return Samples.result(SWEEP, phases, curve, curve.verdict());
    }

    /** Requests of up to three attempts, each of which fails with that chance; the budget is spent once. */
    private static Tally tally(long seed, double failing) {
        SplittableRandom chance = new SplittableRandom(seed);
        Tally tally = new Tally();
        for (int i = 0; i < REQUESTS; i++) {
            tally.arrived();
            Result result;
            long nanos = 0;
            int attempt = 0;
            do {
                boolean success = chance.nextDouble() >= failing;
                nanos += 2_000_000 + chance.nextInt(1_000_000);
                AttemptTimestamps instants = new AttemptTimestamps(0, 20_000);
                instants.connected(30_000);
                instants.firstByte(nanos);
                instants.ended(nanos);
                result = Result.answered(success ? 200 : 500, !success, !success, false);
                tally.record(instants, result);
                if (attempt > 0) {
                    tally.retried();
                }
                attempt++;
            } while (!result.success() && attempt < ATTEMPTS);
            tally.request(nanos, result);
        }
        if (failing > 0) {
            tally.retryDenied();
        }
        return tally;
    }
}
