package dev.faultline.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.TallyDocument;
import dev.faultline.load.schedule.InterArrival;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.load.schedule.RateProfile;
import dev.faultline.load.schedule.Schedule;
import dev.faultline.load.schedule.Shard;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs that senders share a load. bench/senders.sh builds and runs this. */
public class Senders {

    /**
     * Windows are added up. Each is a second: half of its requests went to the injector, which answered a fifth of those by
     * a 503; one in a thousand got no answer in time. Latencies are log-normal with a median of 2 ms and a p99 of 10 ms, the
     * client's lag with one of 0.1 and 1 ms.
     */
    @State(Scope.Thread)
    public static class Merge {

        private static final StrictReader READER = new StrictReader(WireJson.mapper());
        private static final ObjectMapper WRITER = WireJson.mapper();

        /** Of the standard normal distribution. */
        private static final double P99 = 2.326;

        private static final double NANOS_PER_MILLI = 1e6;

        /** The requests of a window. */
        @Param({"1000", "20000"})
        private int requests;

        private final Tally sum = new Tally();
        private Tally window = new Tally();
        private Tally packed = new Tally();
        private byte[] json = {};
        private TallyDocument document = window.document();

        /** Fills a window; its seed is fixed. */
        @Setup
        public void fill() throws JsonProcessingException {
            SplittableRandom random = new SplittableRandom(20261130);
            window = new Tally();
            for (int i = 0; i < requests; i++) {
                window.arrived();
                AttemptTimestamps timestamps = new AttemptTimestamps(0, logNormal(random, 0.1, 1));
                timestamps.connected(timestamps.dispatchedAt());
                timestamps.ended(timestamps.dispatchedAt() + logNormal(random, 2, 10));
                Result result = result(random);
                window.record(timestamps, result);
                window.request(timestamps.latencyNanos(), result);
            }
            packed = window.packed();
            document = packed.document();
            json = WRITER.writeValueAsBytes(document);
            System.out.printf(
                    "%nwindow of %d requests: %d bytes of JSON, %d of it in memory packed, %d not packed%n",
                    requests, json.length, packed.footprintBytes(), window.footprintBytes());
        }

        private static Result result(RandomGenerator random) {
            if (random.nextInt(1_000) == 0) {
                return Result.unanswered(ResultClass.TIMEOUT);
            }
            boolean injector = random.nextBoolean();
            boolean faulted = injector && random.nextInt(5) == 0;
            return Result.answered(faulted ? 503 : 200, injector, faulted, false);
        }

        private static long logNormal(RandomGenerator random, double medianMillis, double p99Millis) {
            double sigma = Math.log(p99Millis / medianMillis) / P99;
            return (long) (medianMillis * Math.exp(sigma * random.nextGaussian()) * NANOS_PER_MILLI);
        }

        /** The coordinator: a sender's window as it comes, until it is in the sum. */
        @Benchmark
        public Tally read() {
            sum.add(Tally.of(READER.read(json, TallyDocument.class)));
            return sum;
        }

        /** Of that the JSON alone. */
        @Benchmark
        public TallyDocument readJson() {
            return READER.read(json, TallyDocument.class);
        }

        /** Of that the histograms alone. */
        @Benchmark
        public Tally readHistograms() {
            return Tally.of(document);
        }

        /** Any sum of seconds that are kept. */
        @Benchmark
        public Tally addPacked() {
            sum.add(packed);
            return sum;
        }

        /** Of that all but to unpack it. */
        @Benchmark
        public Tally addUnpacked() {
            sum.add(window);
            return sum;
        }

        /** What each second costs whoever keeps it. */
        @Benchmark
        public Tally pack() {
            return window.packed();
        }

        /** The sender: its second as JSON. */
        @Benchmark
        public byte[] write() throws JsonProcessingException {
            return WRITER.writeValueAsBytes(window.document());
        }
    }

    /** A sequence is followed of which every thousandth arrival is one's own; a steady second of it has a million. */
    @State(Scope.Thread)
    public static class Follow {

        private static final Shard ONE_OF_MANY = new Shard(1, 1_000);

        /** How arrivals follow each other, as a plan has it. */
        @Param({"constant", "poisson"})
        private String arrival = "";

        private Schedule schedule = schedule(InterArrival.CONSTANT);

        /** Begins the sequence. */
        @Setup
        public void begin() {
            schedule = schedule(
                    arrival.equals("poisson")
                            ? InterArrival.poisson(new NumberedRandom(20261130))
                            : InterArrival.CONSTANT);
        }

        private static Schedule schedule(InterArrival gaps) {
            return Schedule.first(new RateProfile.ConstantRate(1_000_000, RateProfile.NEVER), gaps, ONE_OF_MANY);
        }

        /** From one of its own to the next: a thousand arrivals. */
        @Benchmark
        public long next() {
            schedule.advance();
            return schedule.due();
        }
    }
}
