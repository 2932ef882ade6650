package dev.faultline.load.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.load.schedule.RateProfile.BurstRate;
import dev.faultline.load.schedule.RateProfile.ConstantRate;
import dev.faultline.load.schedule.RateProfile.RampRate;
import dev.faultline.load.schedule.RateProfile.StagedRate;
import dev.faultline.load.schedule.RateProfile.StepRate;
import dev.faultline.platform.wire.InvalidValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int RUNS = 300;

    private final SplittableRandom random = new SplittableRandom(20261130);

    /** An arrival of the whole sequence. */
    private record Sent(long due, long number) {}

    /** A change of the load, or of who has which part. */
    private record Change(long at, Load load) {}

    private record Load(RateProfile profile, InterArrival gaps) {}

    /** Who sends a part of a load that changes, on one clock. */
    private static final class Sender {

        private final List<Sent> sent = new ArrayList<>();
        private Schedule schedule;
        private long began;

        Sender(Schedule schedule) {
            this.schedule = schedule;
        }

        /** As the engine does: all that is due by then, then the change. */
        void until(long end) {
            while (schedule.due() <= end - began) {
                sent.add(new Sent(began + schedule.due(), schedule.number()));
                schedule.advance();
            }
        }

        void change(Change change) {
            until(change.at());
            schedule = schedule.then(change.load().profile(), change.load().gaps(), change.at() - began);
            began = change.at();
        }
    }

    @Test
    void whatAllPartsSendIsTheSequenceOverChangesOfTheLoad() {
        for (int run = 0; run < RUNS; run++) {
            List<Change> changes = changes();
            Load load = load();
            int count = random.nextInt(1, 8);
            long end = 10 * SECOND;
            List<Sent> all = new ArrayList<>();
            for (int index = 1; index <= count; index++) {
                Sender sender = new Sender(Schedule.first(load.profile(), load.gaps(), new Shard(index, count)));
                changes.forEach(sender::change);
                sender.until(end);
                all.addAll(sender.sent);
            }
            assertSame(alone(load, changes, end), all);
        }
    }

    /** Members go, also in a hurry, and others come; each moment has exactly one who sends what is due then. */
    @Test
    void whatAllPartsSendIsTheSequenceWhoeverHasThem() {
        for (int run = 0; run < RUNS; run++) {
            Load load = load();
            long end = 10 * SECOND;
            List<Sender> members = new ArrayList<>();
            int count = random.nextInt(1, 6);
            for (int index = 1; index <= count; index++) {
                members.add(new Sender(Schedule.first(load.profile(), load.gaps(), new Shard(index, count))));
            }
            List<Sent> all = new ArrayList<>();
            for (long at : moments()) {
                // They are told before, when some have sent more than others.
                long told = at - random.nextLong(SECOND);
                members.forEach(member -> member.until(told - random.nextLong(SECOND / 10)));
                long from = firstAfter(load, at);
                List<Sender> after = new ArrayList<>(members);
                if (random.nextBoolean()) {
                    after.add(joined(load, members));
                } else if (members.size() > 1) {
                    Sender gone = after.remove(random.nextInt(after.size()));
                    gone.until(at);
                    all.addAll(gone.sent);
                }
                for (int i = 0; i < after.size(); i++) {
                    after.get(i).schedule.reassign(new Shard(i + 1, after.size()), from);
                }
                members = after;
            }
            members.forEach(member -> {
                member.until(end);
                all.addAll(member.sent);
            });
            assertSame(alone(load, List.of(), end), all);
        }
    }

    private static long firstAfter(Load load, long at) {
        Schedule whole = Schedule.first(load.profile(), load.gaps(), Shard.WHOLE);
        while (whole.due() <= at) {
            whole.advance();
        }
        return whole.position().number();
    }

    /** Who comes later begins where one of the others is, and need not draw all gaps of the days before. */
    private Sender joined(Load load, List<Sender> members) {
        Sender one = members.get(random.nextInt(members.size()));
        return new Sender(Schedule.at(one.schedule.position(), load.profile(), load.gaps()));
    }

    private List<Sent> alone(Load load, List<Change> changes, long end) {
        Sender alone = new Sender(Schedule.first(load.profile(), load.gaps(), Shard.WHOLE));
        changes.forEach(alone::change);
        alone.until(end);
        return alone.sent;
    }

    private static void assertSame(List<Sent> expected, List<Sent> parts) {
        List<Sent> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(Sent::number));
        assertEquals(expected, sorted);
    }

    private List<Change> changes() {
        return moments().stream().map(at -> new Change(at, load())).toList();
    }

    /** Moments that lie far enough apart for one to be told of each. */
    private SortedSet<Long> moments() {
        SortedSet<Long> moments = new TreeSet<>();
        int many = random.nextInt(4);
        for (int i = 0; i < many; i++) {
            moments.add((2 * i + 1) * SECOND + random.nextLong(SECOND));
        }
        return moments;
    }

    private Load load() {
        long length = random.nextBoolean() ? RateProfile.NEVER : random.nextLong(SECOND, 10 * SECOND);
        RateProfile profile = switch (random.nextInt(4)) {
            case 0 -> new ConstantRate(random.nextDouble(0.5, 300), length);
            case 1 -> new RampRate(random.nextDouble(200), random.nextDouble(200), 10 * SECOND);
            case 2 ->
                new BurstRate(random.nextDouble(50), random.nextInt(1, 40), random.nextLong(1, SECOND), 10 * SECOND);
            default ->
                StagedRate.of(
                        List.of(
                                new ConstantRate(random.nextDouble(100), random.nextLong(1, 3 * SECOND)),
                                new StepRate(20, 200, 30, SECOND / 2),
                                new RampRate(200, 0, 2 * SECOND)),
                        length);
        };
        long seed = random.nextLong();
        return new Load(
                profile, random.nextBoolean() ? InterArrival.CONSTANT : InterArrival.poisson(new NumberedRandom(seed)));
    }

    @Test
    void aPartThatComesTooLateIsRefused() {
        Schedule schedule = Schedule.first(new ConstantRate(10, RateProfile.NEVER), InterArrival.CONSTANT, Shard.WHOLE);
        schedule.advance();
        assertThrows(InvalidValue.class, () -> schedule.reassign(new Shard(1, 2), 0));
        schedule.reassign(new Shard(1, 2), 1);
        assertEquals(2, schedule.number());
    }

    @Test
    void ofTwoChangesAtOneArrivalTheLatterCounts() {
        Schedule schedule = Schedule.first(new ConstantRate(10, RateProfile.NEVER), InterArrival.CONSTANT, Shard.WHOLE);
        schedule.reassign(new Shard(1, 2), 20);
        schedule.reassign(null, 5);
        schedule.reassign(new Shard(3, 3), 5);
        for (int i = 0; i < 5; i++) {
            schedule.advance();
        }
        assertEquals(5, schedule.number());
        schedule.advance();
        assertEquals(8, schedule.number());
    }

    @Test
    void whoHasNothingSendsNothingUntilHeIsGivenSomething() {
        Schedule schedule = Schedule.first(new ConstantRate(10, RateProfile.NEVER), InterArrival.CONSTANT, Shard.WHOLE);
        schedule.reassign(null, 9);
        for (int i = 0; i < 9; i++) {
            schedule.advance();
        }
        assertEquals(RateProfile.NEVER, schedule.due());
        schedule.reassign(new Shard(2, 2), 19);
        assertEquals(2 * SECOND, schedule.due());
    }

    @ParameterizedTest
    @CsvSource({"1/1, 1, 1", "2/5, 2, 5", "1000/1000, 1000, 1000"})
    void partsAreWrittenAsFractions(String text, int index, int count) {
        assertEquals(new Shard(index, count), Shard.parse("--shard", text));
        assertEquals(text, new Shard(index, count).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "0/5", "6/5", "1/1001", "-1/5", "1/0", "1/5/7", " 1/5", "a/b", "1/99999999999"})
    void whatIsNoPartIsRefused(String text) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> Shard.parse("--shard", text));
        assertEquals("--shard", refused.field());
    }

    @ParameterizedTest
    @CsvSource({"10, 3, 4, 3, 3", "2, 3, 1, 1, 0", "9, 3, 3, 3, 3"})
    void callersAreSharedOut(int callers, int count, int first, int second, int third) {
        assertEquals(first, new Shard(1, count).of(callers));
        assertEquals(second, new Shard(2, count).of(callers));
        assertEquals(third, new Shard(3, count).of(callers));
    }
}
