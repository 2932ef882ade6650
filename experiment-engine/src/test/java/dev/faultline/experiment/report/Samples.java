package dev.faultline.experiment.report;

import dev.faultline.experiment.model.Experiment;
import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.read.ExperimentReader;
import dev.faultline.experiment.verdict.Curve;
import dev.faultline.experiment.verdict.ExperimentResult;
import dev.faultline.experiment.verdict.State;
import dev.faultline.experiment.verdict.Timeline;
import dev.faultline.experiment.verdict.Undone;
import dev.faultline.experiment.verdict.Verdict;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Tally.ScopeStats;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.platform.wire.WireYaml;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Results as experiments have them, drawn with fixed seeds. */
public final class Samples {

    /** What runs nowhere. */
    public static final Report.Versions VERSIONS =
            new Report.Versions("1.2.3", "OpenJDK 64-Bit Server VM 25", "Linux 6.1 amd64");

    /** What no text may do to a report. */
    public static final String HOSTILE =
            "</title></pre><script>alert(1)</script>\" onload='x' ]]> {title} {css.raw} {#for} & \u0000\u0008\u202E\uFFFF\uD83D";

    /** Titles have no control characters, nor half ones. */
    private static final String TITLE = HOSTILE.replaceAll("[\\p{Cntrl}\\p{Cs}]", "");

    private static final Instant STARTED = Instant.parse("2026-01-31T12:00:00Z");
    private static final int RATE = 200;
    private static final String ID = "20260131-120000-000";

    private static final String EXPERIMENT = """
            title: Half of the traffic meets an error injector
            description: >-
              Client -> demo-backend, healthy at first. Then half of the requests is sent to an injector that answers
              every one with a 500.
            tags: [talk, injector]
            configuration: {rate: 200, weight: 50}
            hypothesis:
              words: exactly that share fails, and the backend's own answers stay as fast
              thresholds:
                - success_rate = split
                - share of injector = split
                - p90 of backend < baseline + 50ms
            load: {target: "http://demo-backend:8080/", rate: "${rate}", timeout: 2s}
            warmup: 3s
            baseline: {duration: 15s, gate: [success_rate >= 99.9%]}
            method:
              - faults: {rules: [{name: always-500}]}
              - split: {error-injector: "${weight}"}
              - hold: 15s
            """;

    private static final String SWEEP = """
            title: How much of the traffic may meet the injector?
            hypothesis:
              words: callers who retry see at most 5% failures
              thresholds: [success_rate >= 90%, p95 < 100ms]
            load: {target: "http://demo-backend:8080/", rate: 200, timeout: 2s}
            sweep: {vary: weight, range: {from: 2, to: 20, step: 3}, refine: 2, withstand: 5}
            method:
              - split: {error-injector: "${weight}"}
              - hold: 5s
            """;

    private Samples() {}

    /** A healthy baseline, half of the traffic injected, healthy again; it passes. */
    public static ExperimentResult half() {
        Tally before = tally(1, 15, 0);
        Tally during = tally(2, 15, 0.5);
        Tally after = tally(3, 5, 0);
        List<String> hypothesis =
                List.of("success_rate = split", "share of injector = split", "p90 of backend < baseline + 50ms");
        List<ExperimentResult.Phase> phases = List.of(
                new ExperimentResult.Phase(State.BASELINE, 15, before, null, gate(before)),
                new ExperimentResult.Phase(
                        State.INJECT, 15, during, tally(4, 15, 0), checks(hypothesis, during, before, 0.5)),
                new ExperimentResult.Phase(State.VERIFY, 5, after, null, gate(after)));
        return result(EXPERIMENT, phases, null, Verdict.on(phases.get(1).checks()));
    }

    /** A sweep that breaks at 12.5 %. */
    public static ExperimentResult sweep() {
        List<Curve.Level> levels = new ArrayList<>();
        Tally all = new Tally();
        Tally before = tally(5, 10, 0);
        for (double value : new double[] {2, 5, 8, 9.5, 10.25, 11}) {
            Tally tally = tally(10 + (long) value, 5, value / 100);
            all.add(tally);
            List<ThresholdCheck> checks =
                    checks(List.of("success_rate >= 90%", "p95 < 100ms"), tally, before, value / 100);
            Ruling worst = checks.stream()
                    .map(ThresholdCheck::ruling)
                    .filter(ruling -> ruling != Ruling.MET)
                    .findFirst()
                    .orElse(Ruling.MET);
            levels.add(new Curve.Level(value, value >= 11 ? Ruling.VIOLATED : worst, 5, tally, checks));
        }
        Curve curve = new Curve("weight", new Sweep.Range(2.0, 20.0, 3.0, "", null), 5, levels, null);
        List<ExperimentResult.Phase> phases = List.of(
                new ExperimentResult.Phase(State.BASELINE, 10, before, null, gate(before)),
                new ExperimentResult.Phase(State.INJECT, 30, all, null, List.of()));
        return result(SWEEP, phases, curve, new Verdict(Verdict.Outcome.PASS, curve.sentence()));
    }

    /** One whose texts attack whoever shows them. */
    public static ExperimentResult hostile() {
        ExperimentResult half = half();
        Experiment experiment = read(EXPERIMENT.replace(
                "title: Half of the traffic meets an error injector", "title: \"" + escaped(TITLE) + "\""));
        return new ExperimentResult(
                half.id(),
                experiment,
                half.span(),
                half.phases(),
                half.timeline(),
                null,
                List.of(new Undone(HOSTILE, true, HOSTILE, 1, 2), new Undone(HOSTILE, false, null, 2, 2)),
                new Verdict(Verdict.Outcome.FAIL, HOSTILE));
    }

    /** One that was aborted before anything was measured. */
    public static ExperimentResult empty() {
        ExperimentResult half = half();
        return new ExperimentResult(
                half.id(),
                half.experiment(),
                half.span(),
                List.of(),
                new Timeline(STARTED, List.of(), List.of(), 0, List.of(), List.of()),
                null,
                List.of(),
                new Verdict(Verdict.Outcome.ABORTED, "it could not begin: the journal can't be written"));
    }

    /** One whose phases came and went without an attempt. */
    public static ExperimentResult silent() {
        ExperimentResult half = half();
        List<ExperimentResult.Phase> phases = List.of(
                new ExperimentResult.Phase(State.BASELINE, 15, new Tally(), new Tally(), List.of()),
                new ExperimentResult.Phase(State.INJECT, 0, new Tally(), null, List.of()));
        Timeline silent = new Timeline(
                STARTED,
                List.of(new Timeline.StateInterval(State.BASELINE, 0, 1)),
                List.of(),
                0,
                List.of(),
                List.of(new Timeline.Point(1, 1, State.BASELINE, 0, null, null, null, null)));
        return new ExperimentResult(
                half.id(), half.experiment(), half.span(), phases, silent, null, List.of(), half.verdict());
    }

    /** A sweep whose second level nobody answers any more. */
    public static ExperimentResult unanswered() {
        Tally before = tally(5, 10, 0);
        Tally answered = tally(6, 5, 0.02);
        Tally refused = new Tally();
        for (int i = 0; i < RATE * 5; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 20_000);
            instants.ended(200_000);
            refused.arrived();
            refused.record(instants, Result.unanswered(ResultClass.REFUSED));
            refused.request(200_000, Result.unanswered(ResultClass.REFUSED));
        }
        List<Curve.Level> levels = List.of(
                new Curve.Level(2, Ruling.MET, 5, answered, checks(List.of("p95 < 100ms"), answered, before, 0.02)),
                new Curve.Level(5, Ruling.VIOLATED, 5, refused, checks(List.of("p95 < 100ms"), refused, before, 0.05)));
        Curve curve = new Curve("weight", new Sweep.Range(2.0, 20.0, 3.0, "", null), 5, levels, null);
        List<ExperimentResult.Phase> phases = List.of(
                new ExperimentResult.Phase(State.BASELINE, 10, before, null, gate(before)),
                new ExperimentResult.Phase(
                        State.INJECT, 5, refused, null, levels.get(1).checks()));
        Timeline timeline = new Timeline(
                STARTED,
                List.of(new Timeline.StateInterval(State.INJECT, 0, 2)),
                List.of(),
                0,
                List.of(),
                List.of(
                        new Timeline.Point(1, 1, State.INJECT, RATE, 1.0, 2.0, 5.0, 9.0),
                        new Timeline.Point(2, 1, State.INJECT, RATE, 0.0, null, null, null)));
        ExperimentResult sweep = result(SWEEP, phases, curve, new Verdict(Verdict.Outcome.FAIL, curve.sentence()));
        return new ExperimentResult(
                sweep.id(), sweep.experiment(), sweep.span(), phases, timeline, curve, List.of(), sweep.verdict());
    }

    /** One whose connections had no TLS half of the time, and of which no certificate was checked. */
    public static ExperimentResult withoutTls() {
        ExperimentResult half = half();
        Tally failed = tally(7, 5, 0);
        for (int i = 0; i < 30; i++) {
            AttemptTimestamps instants = new AttemptTimestamps(0, 20_000);
            instants.ended(200_000);
            TlsFailure failure = i % 3 == 0 ? TlsFailure.EXPIRED : TlsFailure.ALERT_UNKNOWN_CA;
            failed.record(instants, Result.withoutTls(failure).withoutVerification());
            failed.handshake(2_000_000, i % 2 == 0);
        }
        List<ExperimentResult.Phase> phases = List.of(
                new ExperimentResult.Phase(State.BASELINE, 15, tally(1, 15, 0), null, List.of()),
                new ExperimentResult.Phase(State.INJECT, 5, failed, null, List.of()));
        return result(EXPERIMENT, phases, null, half.verdict());
    }

    /** The same with that name, and that many moments. */
    public static ExperimentResult named(String id, int moments) {
        ExperimentResult half = half();
        return new ExperimentResult(
                id,
                half.experiment(),
                half.span(),
                half.phases(),
                chronicle(moments),
                null,
                half.undone(),
                half.verdict());
    }

    static ExperimentResult result(
            String text, List<ExperimentResult.Phase> phases, @Nullable Curve curve, Verdict verdict) {
        return new ExperimentResult(
                ID,
                read(text),
                new ExperimentResult.Span(STARTED, STARTED.plus(Duration.ofMillis(39_412))),
                phases,
                chronicle(40),
                curve,
                List.of(
                        new Undone("the split {demo-backend=100}", true, null, 33.2, 33.5),
                        new Undone("the faults", true, null, 33.5, 34.4)),
                verdict);
    }

    private static Experiment read(String text) {
        return new ExperimentReader(WireYaml.reader()).read(text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** As both YAML and JSON write what they don't take as it is. */
    private static String escaped(String text) {
        return text.chars()
                .mapToObj(unit -> String.format(Locale.ROOT, "\\u%04x", unit))
                .collect(Collectors.joining());
    }

    static List<ThresholdCheck> gate(Tally seen) {
        return List.of(Threshold.of("success_rate >= 99.9%").judgeAtFaceValue(seen, Reference.none()));
    }

    static List<ThresholdCheck> checks(List<String> thresholds, Tally seen, Tally baseline, double injected) {
        Reference reference = new Reference(baseline, new ExpectedShare(injected));
        return thresholds.stream()
                .map(text -> Threshold.of(text).judge(seen, reference))
                .toList();
    }

    /** Some seconds of load, of which a share is injected, with a slow tail and a few that nobody answers. */
    private static Tally tally(long seed, double seconds, double injected) {
        SplittableRandom chance = new SplittableRandom(seed);
        Tally tally = new Tally();
        for (int i = 0; i < RATE * seconds; i++) {
            boolean faulted = chance.nextDouble() < injected;
            double millis = (faulted ? 0.6 : 2.5) * Math.exp(chance.nextGaussian() * 0.35);
            if (chance.nextInt(60) == 0) {
                millis += 20 + chance.nextInt(60);
            }
            long nanos = Math.round(millis * 1e6);
            AttemptTimestamps instants = new AttemptTimestamps(0, 20_000);
            instants.connected(30_000);
            instants.firstByte(nanos);
            instants.ended(nanos + 10_000);
            Result result = injected > 0 && chance.nextInt(400) == 0
                    ? Result.unanswered(ResultClass.RESET)
                    : Result.answered(faulted ? 500 : 200, faulted, faulted, false);
            tally.arrived();
            tally.record(instants, result);
            tally.request(nanos + 10_000, result);
        }
        return tally;
    }

    /** Warm-up, baseline, injection, rollback and verification, to that many moments. */
    private static Timeline chronicle(int count) {
        List<Timeline.StateInterval> states = List.of(
                new Timeline.StateInterval(State.WARMUP, 0, 0.08 * count),
                new Timeline.StateInterval(State.BASELINE, 0.08 * count, 0.45 * count),
                new Timeline.StateInterval(State.INJECT, 0.45 * count, 0.83 * count),
                new Timeline.StateInterval(State.ROLLBACK, 0.83 * count, 0.86 * count),
                new Timeline.StateInterval(State.VERIFY, 0.86 * count, count));
        List<Timeline.Point> moments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double middle = i + 0.5;
            State state = states.stream()
                    .filter(passed -> middle < passed.to())
                    .map(Timeline.StateInterval::state)
                    .findFirst()
                    .orElseThrow();
            Tally tally = tally(100 + i, 1, state == State.INJECT ? 0.5 : 0);
            ScopeStats sent = tally.select(Scope.ATTEMPTS);
            var latency = sent.latency().figures();
            moments.add(new Timeline.Point(
                    i + 1.0,
                    1,
                    state,
                    RATE + new SplittableRandom(i).nextGaussian() * 3,
                    (double) sent.succeeded() / sent.samples(),
                    latency.p50(),
                    latency.p95(),
                    latency.p99()));
        }
        List<Timeline.StepResult> steps = List.of(
                new Timeline.StepResult(0, null, 18, 18.5, Timeline.StepResult.End.DONE, null),
                new Timeline.StepResult(1, null, 18.5, 19, Timeline.StepResult.End.FAILED, "no answer"));
        return new Timeline(STARTED, states, steps, 0, List.of(), moments);
    }
}
