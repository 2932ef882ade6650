package dev.faultline.load.drive;

/**
 * How many retries are left: each request earns a share of one, and what is not used is kept up to a bound, so that a
 * long calm pays for a hiccup but not for a storm. Confined to the loop.
 */
final class RetryBudget {

    /** What a calm may save up. */
    static final double MOST = 100;

    private final double share;
    private double balance;

    /** @param share retries for each request, from 0 to 1 */
    RetryBudget(double share) {
        this.share = share;
    }

    /** Notes a request. */
    void earn() {
        balance = Math.min(MOST, balance + share);
    }

    /** Takes one retry, if there is one left. */
    boolean spend() {
        // A share such as 0.1 does not sum to exactly one.
        if (balance < 1 - 1e-9) {
            return false;
        }
        balance = Math.max(0, balance - 1);
        return true;
    }
}
