package dev.faultline.injector.when;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.platform.wire.Require;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Once, from one moment to another.
 *
 * @param from null for the acceptance of the plan
 * @param to null for the end of the plan
 */
@JsonTypeName("window")
public record Window(@Nullable Moment from, @Nullable Moment to) implements When {

    /** @throws dev.faultline.platform.wire.InvalidValue if the end is known not to come after the start */
    public Window {
        checkOrder(from, to);
    }

    @Override
    public Window acceptedAt(Instant now) {
        return new Window(Moment.at(from == null ? now : from.from(now)), to == null ? null : Moment.at(to.from(now)));
    }

    @Override
    public Schedule schedule(long seed) {
        Instant start = from == null ? Instant.MIN : from.from(Instant.EPOCH);
        return new Span(new Schedule.Outage(start, to == null ? Instant.MAX : to.from(Instant.EPOCH)));
    }

    /** Throws if both moments are of one kind, and the second is not after the first. */
    static void checkOrder(@Nullable Moment from, @Nullable Moment to) {
        if (from != null && to != null && (from.instant() == null) == (to.instant() == null)) {
            boolean after = to.from(Instant.EPOCH).isAfter(from.from(Instant.EPOCH));
            Require.that(after, "to", "must be after from", to);
        }
    }

    /** One outage and no other. */
    record Span(Schedule.Outage outage) implements Schedule {

        @Override
        public double share(Instant now) {
            return outage.holds(now) ? 1 : 0;
        }

        @Override
        public Schedule.@Nullable Outage outage(Instant from) {
            return from.isBefore(outage.to()) ? outage : null;
        }
    }
}
