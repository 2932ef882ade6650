package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;

/** As long as the plan lasts: what a rule without a {@code when} does. */
@JsonTypeName("always")
public record Always() implements When {

    private static final Schedule.Outage WHOLE = new Schedule.Outage(Instant.MIN, Instant.MAX);

    @Override
    public Schedule schedule(long seed) {
        return new Schedule() {
            @Override
            public double share(Instant now) {
                return 1;
            }

            @Override
            public Schedule.Outage outage(Instant from) {
                return WHOLE;
            }
        };
    }
}
