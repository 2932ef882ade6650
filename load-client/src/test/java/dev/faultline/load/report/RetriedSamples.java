package dev.faultline.load.report;

import dev.faultline.load.experiment.Curve;
import dev.faultline.load.experiment.ExperimentResult;
import dev.faultline.load.experiment.PhaseResult;
import dev.faultline.load.experiment.State;
import dev.faultline.load.experiment.Sweep;
import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.slo.Check;
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
            List<Check> checks = Samples.checks(THRESHOLDS, tally, before, value / 100);
            levels.add(new Curve.Level(value, checks.get(0).ruling(), 4, tally, checks));
        }
        Curve curve = new Curve("weight", new Sweep.Range(10.0, 60.0, 25.0, "", null), withstand, levels, null);
        List<PhaseResult> phases = List.of(
                new PhaseResult(State.BASELINE, 4, before, null, Samples.gate(before)),
                new PhaseResult(State.INJECT, 8, all, null, List.of()),
                new PhaseResult(State.VERIFY, 0, new Tally(), new Tally(), List.of()));
        return Samples.result(SWEEP, phases, curve, curve.verdict());
    }

    /** Requests of up to three attempts, each of which fails with that chance; the budget is spent once. */
    private static Tally tally(long seed, double failing) {
        SplittableRandom chance = new SplittableRandom(seed);
        Tally tally = new Tally();
        for (int i = 0; i < REQUESTS; i++) {
            tally.arrived();
            boolean success = false;
            long nanos = 0;
            for (int attempt = 0; attempt < ATTEMPTS && !success; attempt++) {
                success = chance.nextDouble() >= failing;
                nanos += 2_000_000 + chance.nextInt(1_000_000);
                Instants instants = new Instants(0, 20_000);
                instants.connected(30_000);
                instants.firstByte(nanos);
                instants.ended(nanos);
                tally.record(instants, Result.answered(success ? 200 : 500, !success, !success, false));
                if (attempt > 0) {
                    tally.retried();
                }
            }
            tally.request(nanos, success);
        }
        if (failing > 0) {
            tally.retryDenied();
        }
        return tally;
    }
}
