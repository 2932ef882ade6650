package dev.faultline.load.threshold;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.ShedReason;
import dev.faultline.load.measure.Tally;

/** Fills a tally for tests. */
final class Tallies {

    final Tally tally = new Tally();

    /** Adds attempts that took that long from when they were due, and were sent so late. */
    Tallies attempts(int count, double millis, double lagMillis, Result result) {
        for (int i = 0; i < count; i++) {
            long dispatched = Math.round(lagMillis * 1e6);
            AttemptTimestamps instants = new AttemptTimestamps(0, dispatched);
            instants.connected(dispatched);
            instants.ended(Math.round(millis * 1e6));
            tally.arrived();
            tally.record(instants, result);
            tally.request(instants.latencyNanos(), result);
        }
        return this;
    }

    Tallies ok(int count, double millis) {
        return late(count, millis, 0);
    }

    Tallies late(int count, double millis, double lagMillis) {
        return attempts(count, millis, lagMillis, Result.answered(200, false, false, false));
    }

    Tallies status(int count, int status) {
        return attempts(count, 5, 0, Result.answered(status, false, false, false));
    }

    Tallies unanswered(int count, ResultClass resultClass) {
        return attempts(count, 5, 0, Result.unanswered(resultClass));
    }

    Tallies shed(int count, ShedReason why) {
        for (int i = 0; i < count; i++) {
            tally.arrived();
            tally.shed(why);
        }
        return this;
    }

    Tallies unaccounted(int count) {
        tally.lost(count);
        return this;
    }

    /** Returns it as what was seen in ten seconds. */
    TimedTally seen() {
        return new TimedTally(tally, 10);
    }
}
