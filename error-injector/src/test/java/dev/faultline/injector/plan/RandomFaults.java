package dev.faultline.injector.plan;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.delay.DiscreteDelay;
import dev.faultline.injector.delay.ExponentialDelay;
import dev.faultline.injector.delay.FixedDelay;
import dev.faultline.injector.delay.LogNormalDelay;
import dev.faultline.injector.delay.NormalDelay;
import dev.faultline.injector.delay.ParetoDelay;
import dev.faultline.injector.delay.PercentilesDelay;
import dev.faultline.injector.delay.UniformDelay;
import dev.faultline.injector.fault.Abort;
import dev.faultline.injector.fault.CloseAbort;
import dev.faultline.injector.fault.ConcurrencyLimitAbort;
import dev.faultline.injector.fault.Delivery;
import dev.faultline.injector.fault.DripAbort;
import dev.faultline.injector.fault.GarbageAbort;
import dev.faultline.injector.fault.GoAwayAbort;
import dev.faultline.injector.fault.GrpcCode;
import dev.faultline.injector.fault.GrpcStatusAbort;
import dev.faultline.injector.fault.HangAbort;
import dev.faultline.injector.fault.Http2Code;
import dev.faultline.injector.fault.MalformedChunkAbort;
import dev.faultline.injector.fault.Pushback;
import dev.faultline.injector.fault.RateLimitAbort;
import dev.faultline.injector.fault.ResetAbort;
import dev.faultline.injector.fault.ResetStreamAbort;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.fault.Tls;
import dev.faultline.injector.fault.TruncateAbort;
import dev.faultline.platform.wire.Percentage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Delays and aborts of every type, their fields given or left to the defaults; those of no case of their own as in the table. */
final class RandomFaults {

    private static final List<Object> CODES = List.of("CANCEL", "no_error", 0, 7, 4_294_967_295L);
    private static final List<String> PUSHBACKS = List.of("auto", "never", "0s", "1.5s", "PT24H");

    private static final List<Delay> DELAYS =
            rules("delay").map(rule -> Objects.requireNonNull(rule.delay())).toList();
    private static final List<Abort> ABORTS =
            rules("abort").map(rule -> rule.aborts().get(0)).toList();

    private static final List<Tls> TLS = FaultTable.rows().stream()
            .filter(row -> row.family().equals("tls"))
            .flatMap(row -> row.plans().stream())
            .map(plan -> plan.tls().get(0))
            .toList();

    private final RandomGenerator random;
    private final RandomValues values;

    RandomFaults(RandomGenerator random, RandomValues values) {
        this.random = random;
        this.values = values;
    }

    private static Stream<Rule> rules(String family) {
        return FaultTable.rows().stream()
                .filter(row -> row.family().equals(family))
                .flatMap(row -> row.plans().stream())
                .map(plan -> plan.rules().get(0));
    }

    Delay delay() {
        Duration low = values.duration(100);
        Duration high = low.plus(values.duration(100));
        Percentage share = values.share(100);
        return switch (random.nextInt(9)) {
            case 0 -> new FixedDelay(low, share);
            case 1 -> new UniformDelay(low, high, share);
            case 2 -> new NormalDelay(high, low, share);
            case 3 -> new LogNormalDelay(low, high, share);
            case 4 -> new ExponentialDelay(low, share);
            case 5 -> new ParetoDelay(low, random.nextDouble(0.01, 10), share);
            case 6 -> new PercentilesDelay(Map.of("50", low, "9.5", Duration.ZERO, "99.999", high), share);
            case 7 -> values.any(DELAYS);
            default ->
                new DiscreteDelay(
                        List.of(
                                new DiscreteDelay.Choice(low, values.share(50)),
                                new DiscreteDelay.Choice(high, values.share(50))),
                        share);
        };
    }

    List<Abort> aborts() {
        return IntStream.range(0, random.nextInt(5)).mapToObj(i -> abort()).toList();
    }

    /** One percent each. */
    List<Tls> tls() {
        return IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> values.any(TLS))
                .toList();
    }

    private Abort abort() {
        Percentage share = values.share(20);
        return switch (random.nextInt(14)) {
            case 0 -> status(share);
            case 1 -> grpcStatus(share);
            case 2 -> new ResetAbort(share);
            case 3 -> new CloseAbort(share);
            case 4 -> new HangAbort(share, Duration.ofMillis(1).plus(values.duration(3_000)));
            case 5 -> truncate(share);
            case 6 -> new MalformedChunkAbort(share);
            case 7 -> new GarbageAbort(share, random.nextInt(1, 65_537));
            case 8 -> drip(share);
            case 9 -> new ResetStreamAbort(share, Http2Code.of(values.any(CODES)));
            case 10 ->
                new GoAwayAbort(
                        share, Http2Code.of(values.any(CODES)), values.maybe(random.nextInt(Integer.MAX_VALUE)));
            case 11 ->
                new RateLimitAbort(
                        share,
                        random.nextDouble(0.001, 1_000),
                        random.nextInt(1, 1_000),
                        random.nextInt(400, 600),
                        values.headers(),
                        values.maybe(values.text()),
                        values.maybe("application/json"));
            case 12 -> values.any(ABORTS);
            default ->
                new ConcurrencyLimitAbort(
                        share,
                        random.nextInt(1_000),
                        random.nextInt(400, 600),
                        values.headers(),
                        values.maybe(values.text()),
                        values.maybe("application/json"));
        };
    }

    private Abort status(Percentage share) {
        Abort.Phase phase = phase();
        String body = values.maybe(values.text());
        return new StatusAbort(
                share,
                random.nextInt(400, 600),
                values.headers(),
                body,
                values.maybe("application/json"),
                body == null ? values.maybe(random.nextLong(1 << 20)) : null,
                phase,
                phase == Abort.Phase.RESPONSE ? null : values.maybe(random.nextBoolean()));
    }

    private Abort grpcStatus(Percentage share) {
        return new GrpcStatusAbort(
                share,
                GrpcCode.of(random.nextInt(17)),
                values.maybe("busy – ümläut"),
                values.maybe(Pushback.of(values.any(PUSHBACKS))));
    }

    private Abort truncate(Percentage share) {
        Abort.Phase phase = phase();
        long sent = random.nextLong(1_000);
        Long declared = phase == Abort.Phase.RESPONSE ? null : Long.valueOf(sent + 1 + random.nextLong(1_000));
        return new TruncateAbort(
                share, declared, sent, random.nextBoolean() ? Delivery.End.CLOSE : Delivery.End.RESET, phase);
    }

    private Abort drip(Percentage share) {
        Abort.Phase phase = phase();
        Long size = phase == Abort.Phase.RESPONSE ? null : Long.valueOf(random.nextLong(1, 1_000));
        return new DripAbort(share, random.nextLong(1, 1L << 30), size, phase);
    }

    private Abort.Phase phase() {
        return random.nextBoolean() ? Abort.Phase.REQUEST : Abort.Phase.RESPONSE;
    }
}
