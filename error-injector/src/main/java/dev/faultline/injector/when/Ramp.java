package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Growing trouble: from one moment on, the percentages of the rule grow linearly from 0 to what they say, and stay there.
 *
 * @param from null for the acceptance of the plan
 * @param over how long they grow
 * @param to when it is over; null for the end of the plan
 */
@JsonTypeName("ramp")
public record Ramp(
        @Nullable Moment from,
        @Required Duration over,
        @Nullable Moment to) implements When {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    /** @throws dev.faultline.platform.wire.InvalidValue if a field breaks its rule */
    public Ramp {
        Require.between("over", over, SHORTEST, LONGEST);
        Window.checkOrder(from, to);
    }

    @Override
    public Ramp acceptedAt(Instant now) {
        return new Ramp(
                Moment.at(from == null ? now : from.from(now)), over, to == null ? null : Moment.at(to.from(now)));
    }

    @Override
    public Schedule schedule(long seed) {
        Instant start = from == null ? Instant.EPOCH : from.from(Instant.EPOCH);
        Window.Span span =
                new Window.Span(new Schedule.Outage(start, to == null ? Instant.MAX : to.from(Instant.EPOCH)));
        double whole = over.toNanos();
        return new Schedule() {
            @Override
            public double share(Instant now) {
                return span.share(now) * Math.min(Duration.between(start, now).toNanos() / whole, 1);
            }

            @Override
            public Schedule.@Nullable Outage outage(Instant from) {
                return span.outage(from);
            }
        };
    }
}
