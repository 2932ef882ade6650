package dev.faultline.load.slo;

import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Tally;

/** How many there are of a scope, and among how many: what is shed was never sent, and is counted among arrivals. */
record Counted(long hits, long samples) {

    private static final Scope SHED = new Scope.In(ResultClass.SHED);

    static Counted in(Tally tally, Scope scope) {
        if (isShed(scope)) {
            long shed = tally.count(ResultClass.SHED);
            // What arrived before a look began may be shed in it.
            return new Counted(shed, Math.max(shed, tally.arrivals()));
        }
        long samples = scope instanceof Scope.Requests ? tally.count(scope) : tally.sent();
        return new Counted(tally.count(scope), samples);
    }

    static boolean isShed(Scope scope) {
        return scope.equals(SHED);
    }
}
