package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** When a rule holds; outside of it the rules after it are looked at. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface When permits Always, First, Flapping, Ramp, Window {

    /**
     * Returns the schedule that this stands for; made once per plan.
     *
     * @param seed that of the plan, or the same fixed one everywhere if the plan has none
     */
    Schedule schedule(long seed);

    /** Returns this with its times made absolute, for a plan that was accepted at that instant. */
    default When acceptedAt(Instant now) {
        return this;
    }
}
