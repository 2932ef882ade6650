package dev.faultline.load.slo;

/**
 * How far a figure lies from a multiple of what the control slice had at the same time, with the 95 % interval of that
 * difference. Two intervals that overlap may still differ, so the limit is not held against either of them.
 *
 * <p>Of two shares and the factor 1 this is Newcombe's hybrid score interval (Newcombe 1998, Statistics in Medicine 17,
 * 873-890, method 10): Wilson's interval of each, their distances squared and added. The same construction recovers the
 * variance of a linear combination from the interval of each part, whatever its shape (MOVER: Zou, Donner 2008,
 * Statistics in Medicine 27, 1693-1702), and so holds for percentiles and means too. Figures without an interval have a
 * difference without one.
 *
 * @param measured of the load that met the faults
 * @param control of the load that passed them by
 * @param factor what the control is multiplied by
 */
public record Difference(Estimate measured, Estimate control, double factor) {

    /** Returns it with its interval; it rests on as many samples as the smaller slice. */
    public Estimate estimate() {
        double value = measured.value() - factor * control.value();
        double down = Math.hypot(measured.value() - measured.low(), factor * (control.high() - control.value()));
        double up = Math.hypot(measured.high() - measured.value(), factor * (control.value() - control.low()));
        return new Estimate(value, value - down, value + up, samples());
    }

    /**
     * Returns the measured figure with the interval of the difference around it, to be held against a limit that is
     * taken from the control's own figure.
     */
    Estimate aroundMeasured() {
        Estimate difference = estimate();
        double down = difference.value() - difference.low();
        double up = difference.high() - difference.value();
        return new Estimate(measured.value(), measured.value() - down, measured.value() + up, samples());
    }

    private long samples() {
        return Math.min(measured.samples(), control.samples());
    }
}
