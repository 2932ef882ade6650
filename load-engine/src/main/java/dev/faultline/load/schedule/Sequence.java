package dev.faultline.load.schedule;

import java.util.SplittableRandom;

/**
 * What the arrivals of a load are drawn from, a stream for each use, so that none shifts another. Who has it and knows the
 * plan knows every arrival. Pure and threadsafe.
 *
 * @param mix which request is sent, by the arrival's number
 * @param gaps when the next is due, by its number
 */
public record Sequence(NumberedRandom mix, NumberedRandom gaps) {

    /** Returns the streams that follow from that state of the source. */
    public static Sequence of(SplittableRandom source) {
        return new Sequence(new NumberedRandom(source.nextLong()), new NumberedRandom(source.nextLong()));
    }

    /** Returns these for a plan that takes over with that arrival, which is due by what is left of a gap before. */
    public Sequence from(long first) {
        return new Sequence(mix.from(first), gaps.from(first + 1));
    }
}
