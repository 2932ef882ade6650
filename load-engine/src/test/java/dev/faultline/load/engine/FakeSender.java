package dev.faultline.load.engine;

import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** Answers every attempt after a time and with a result that the test decides. */
final class FakeSender implements Sender {

    static final Result OK = Result.answered(200, false, false, false);
    static final Result BROKEN = Result.answered(500, false, false, false);

    final List<Long> intended = new ArrayList<>();
    final List<Integer> kinds = new ArrayList<>();
    int attempts;
    int underWay;
    int mostUnderWay;
    int closed;
    boolean keepsList = true;
    Supplier<Result> result = () -> OK;
    /** By the time of the dispatch. */
    LongUnaryOperator takes = now -> 1_000_000;

    private final EventLoop loop;

    FakeSender(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void send(int kind, long number, long due, Observer observer) {
        if (keepsList) {
            intended.add(due);
            kinds.add(kind);
        }
        attempts++;
        underWay++;
        mostUnderWay = Math.max(mostUnderWay, underWay);
        AttemptTimestamps timestamps = new AttemptTimestamps(due, loop.nanoTime());
        timestamps.connected(loop.nanoTime());
        loop.at(loop.nanoTime() + takes.applyAsLong(loop.nanoTime()), () -> {
            underWay--;
            timestamps.ended(loop.nanoTime());
            observer.ended(timestamps, result.get());
            observer.released();
        });
    }

    @Override
    public void close() {
        closed++;
    }
}
