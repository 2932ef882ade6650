package dev.faultline.load.threshold;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.threshold.ThresholdCheck.Ruling;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;

/**
 * What the traffic of the last seconds says about a split: whether the injector gets the share that its weights promise. The
 * newest seconds count, since a split may take a moment to come into effect. Pure.
 *
 * <p>A count of hits among n independent draws with probability p lies within z standard deviations {@code sqrt(n p (1 - p))}
 * of n p (the normal approximation to the binomial, with a continuity correction of one). With z = 3.29 one in a thousand
 * honest seconds is beyond, and is followed by others; all of them together are asked only where none agreed.
 *
 * @param injected requests that reached the injector for certain
 * @param unsure requests that may have: nobody answered them, nobody knows who did, or they are under way
 * @param all requests, the unsure ones among them
 * @param expected the share of the injector, from 0 to 1
 */
public record SplitEffect(long injected, long unsure, long all, double expected) {

    /** How long is waited for the traffic to show that a split is in effect. */
    public static final Duration WITHIN = Duration.ofSeconds(10);

    /** In which a split may come into effect, in seconds. */
    private static final int FIRST = 1;

    /** What is looked at when a hold is over, in seconds. */
    private static final int LAST = 5;

    private static final double Z = 3.29;

    /** With this much variance none at all lies well beyond what chance explains. */
    private static final double TELLING_VARIANCE = 15;

    /** Where everything, or nothing, goes to the injector there is no variance; this many say so. */
    private static final int TELLING = 50;

    /**
     * Returns whether any of the newest seconds, taken together, show the share.
     *
     * @param seconds that have begun since the split was changed, oldest first
     * @return undecided as long as they tell too little
     */
    public static Ruling judge(List<Window> seconds, int inFlight, double expected) {
        for (int newest = 1; newest <= seconds.size(); newest++) {
            SplitEffect seen = of(seconds, newest, inFlight, expected);
            if (seen.isTelling() && seen.agrees()) {
                return Ruling.MET;
            }
        }
        return Ruling.UNDECIDED;
    }

    /** Returns what all of them come to but the first. */
    public static SplitEffect together(List<Window> seconds, int inFlight, double expected) {
        return of(seconds, Math.max(0, seconds.size() - FIRST), inFlight, expected);
    }

    /** Returns what the last of them come to. */
    public static SplitEffect lately(List<Window> seconds, int inFlight, double expected) {
        return of(seconds, Math.min(LAST, seconds.size()), inFlight, expected);
    }

    /** Returns whether one side got nothing of a share that chance alone would not have kept from it. */
    public boolean isOneSided() {
        return isTelling() && ((injected + unsure == 0 && expected > 0) || (injected == all && expected < 1));
    }

    private static SplitEffect of(List<Window> seconds, int newest, int inFlight, double expected) {
        long injected = 0;
        long unsure = inFlight;
        long all = inFlight;
        for (Window second : seconds.subList(seconds.size() - newest, seconds.size())) {
            Tally tally = second.tally();
            injected += tally.answered(Answerer.INJECTOR);
            unsure += tally.answered(Answerer.NOBODY) + tally.answered(Answerer.UNKNOWN);
            all += tally.answered();
        }
        return new SplitEffect(injected, unsure, all, expected);
    }

    /** Returns whether the count can be told from that of a split without effect. */
    public boolean isTelling() {
        double variance = all * expected * (1 - expected);
        return variance >= TELLING_VARIANCE || (variance == 0 && all >= TELLING);
    }

    /** Returns whether chance explains the count. */
    public boolean agrees() {
        double mean = all * expected;
        double spread = Z * Math.sqrt(all * expected * (1 - expected)) + 1;
        return injected <= mean + spread && injected + unsure >= mean - spread;
    }

    /** Returns what was seen, for people. */
    public String sentence(String injector) {
        String share = Require.plain(Math.round(expected * 1e4) / 1e2);
        return injected + " of " + all + " requests reached " + injector + ", where the weights give it " + share + "%";
    }
}
