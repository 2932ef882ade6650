package dev.faultline.load.chaostoolkit;

import dev.faultline.load.experiment.HttpCall;

/** Calls anything that speaks HTTP and hears what it says. Calls block, at most for their time-out. */
public interface Exchange {

    /**
     * Returns the answer, whatever its status.
     *
     * @throws dev.faultline.load.experiment.ControlFailed if there is none, or one of more than 1 MiB
     */
    HttpAnswer ask(HttpCall call);

    /**
     * Checks a call against what this process may do.
     *
     * @throws dev.faultline.wire.InvalidValue naming the field that goes beyond
     */
    void check(HttpCall call);
}
