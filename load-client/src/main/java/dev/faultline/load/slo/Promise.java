package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;

/**
 * What the split in force lets expect.
 *
 * @param injected the fraction of the traffic that it sends to the injector, NaN if there is no split to know of
 */
public record Promise(double injected) {

    /** No split is known. */
    public static final Promise UNKNOWN = new Promise(Double.NaN);

    /** Returns the fraction that goes to that party; NaN if not known. */
    public double shareOf(Answerer answerer) {
        return switch (answerer) {
            case INJECTOR -> injected;
            case BACKEND -> 1 - injected;
            case PROXY, NOBODY -> Double.isNaN(injected) ? Double.NaN : 0;
        };
    }
}
