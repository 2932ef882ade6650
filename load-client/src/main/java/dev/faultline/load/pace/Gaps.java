package dev.faultline.load.pace;

import java.util.random.RandomGenerator;

/** How much area lies between two arrivals: the same for a steady load, of mean one for that of many callers. */
public interface Gaps {

    /** Arrivals at equal distances. */
    Gaps CONSTANT = () -> 1;

    /** Returns the area from an arrival to the next. */
    double next();

    /**
     * Returns gaps as of many independent callers: exponential of mean one, drawn by inversion, {@code -ln(1 - u)}
     * (Devroye, Non-Uniform Random Variate Generation, II.2). Over any profile that is the Poisson process of its rate
     * (time change: Cinlar, Introduction to Stochastic Processes, 4.7).
     */
    static Gaps poisson(RandomGenerator random) {
        return () -> -Math.log1p(-random.nextDouble());
    }
}
