package dev.faultline.injector.decide;

/**
 * What is counted together: the labels of one time series.
 *
 * @param rule the name of the rule that matched, or {@code none}
 * @param outcome the type of the abort, {@code delay} if delayed only, {@code otherwise}, or {@code overflow}
 */
public record Series(String rule, String outcome) {

    /** Neither delayed nor aborted. */
    public static final String OTHERWISE = "otherwise";

    /** Delayed and then answered by {@code otherwise}. */
    public static final String DELAY = "delay";

    /** To be delayed, but too many already were; answered by {@code otherwise} at once. */
    public static final String OVERFLOW = "overflow";
}
