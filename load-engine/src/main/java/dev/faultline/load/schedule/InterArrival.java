package dev.faultline.load.schedule;

/**
 * How much area lies between two arrivals: the same for a steady load, of mean one for that of many callers. A pure
 * function of the arrival's number, so that whoever knows the number knows the gap.
 */
public interface InterArrival {

    /** Arrivals at equal distances. */
    InterArrival CONSTANT = arrival -> 1;

    /** Returns the area from the arrival before to that one; the first is number 0, and follows the beginning. */
    double before(long arrival);

    /**
     * Returns gaps as of many independent callers: exponential of mean one, drawn by inversion, {@code -ln(1 - u)}
     * (Devroye, Non-Uniform Random Variate Generation, II.2). Over any profile that is the Poisson process of its rate
     * (time change: Cinlar, Introduction to Stochastic Processes, 4.7).
     */
    static InterArrival poisson(NumberedRandom random) {
        return arrival -> -Math.log1p(-random.of(arrival).nextDouble());
    }
}
