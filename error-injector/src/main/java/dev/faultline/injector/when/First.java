package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The first requests that match, and none after them: what a client sees that must try again. Every replica counts its
 * own, anew with each change of the plan.
 */
@JsonTypeName("first")
public record First(@Required Long requests) implements When {

    private static final long MOST = 1_000_000_000;

    /** @throws dev.faultline.platform.wire.InvalidValue unless {@code requests} is from 1 to 1000000000 */
    public First {
        Require.present("requests", requests);
        Require.between("requests", requests, 1, MOST);
    }

    @Override
    public Schedule schedule(long seed) {
        AtomicLong left = new AtomicLong(requests);
        return new Schedule() {
            @Override
            public double share(Instant now) {
                // Looked at before it is changed, so that it never comes to an underflow, nor to a fight once it is
                // over.
                return left.get() > 0 && left.getAndDecrement() > 0 ? 1 : 0;
            }

            @Override
            public Schedule.@Nullable Outage outage(Instant from) {
                // It ends by requests and not by time; to say when would be a guess.
                return null;
            }
        };
    }
}
