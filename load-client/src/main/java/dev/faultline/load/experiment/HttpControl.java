package dev.faultline.load.experiment;

/** Calls anything that speaks HTTP. Calls block, at most for their time-out. */
@FunctionalInterface
public interface HttpControl {

    /**
     * Makes the call and returns when it is answered as it expects.
     *
     * @throws ControlFailed if it is not answered, or otherwise
     */
    void call(HttpCall call);

    /**
     * Checks a call against what this process may do.
     *
     * @throws dev.faultline.wire.InvalidValue naming the field that goes beyond
     */
    default void check(HttpCall call) {}
}
