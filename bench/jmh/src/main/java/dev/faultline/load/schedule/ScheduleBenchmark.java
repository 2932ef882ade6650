package dev.faultline.load.schedule;

import dev.faultline.bench.Nanoseconds;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.load.plan.Stage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** When the next request of a load is due. */
public class ScheduleBenchmark extends Nanoseconds {

    /** How arrivals spread over time. */
    @Param
    public Arrival arrival;

    /** How the rate changes. */
    @Param
    public Shape shape;

    /** How many senders share the load: each follows all of it. */
    @Param({"1", "100"})
    public int senders;

    private RateProfile profile;
    private InterArrival gaps;
    private Schedule schedule;

    /** How the rate of a load changes. */
    public enum Shape {
        /** 5,000 a second, without an end. */
        STEADY,
        /** 20 ramps up to 10,000 a second, each of which is held for a while. */
        STAGES;

        private Demand demand(Arrival arrival) {
            return switch (this) {
                case STEADY -> Demand.of(5_000, arrival);
                case STAGES -> new Demand(null, arrival, stages(), null);
            };
        }

        private static List<Stage> stages() {
            return IntStream.rangeClosed(1, 20)
                    .mapToObj(i -> 500.0 * i)
                    .flatMap(to -> Stream.<Stage>of(
                            new Stage.Ramp(null, to, Duration.ofSeconds(5)), new Stage.Hold(to, Duration.ofSeconds(5))))
                    .toList();
        }
    }

    @Setup
    public void prepare() {
        Demand demand = shape.demand(arrival);
        profile = demand.profile(RateProfile.NEVER);
        gaps = demand.gaps(new NumberedRandom(SEED));
        begin();
    }

    private void begin() {
        schedule = Schedule.first(profile, gaps, new Shard(1, senders));
    }

    @Benchmark
    public long next() {
        schedule.advance();
        if (schedule.due() == RateProfile.NEVER) {
            begin();
        }
        return schedule.due();
    }
}
