package dev.faultline.injector.decide;

import dev.faultline.injector.plan.FaultPlan;
import dev.faultline.injector.plan.Rule;
import dev.faultline.injector.when.Schedule;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outages that a plan has in store.
 *
 * @param outages in the order of their starts
 * @param truncated whether there are more of them in that time
 */
public record OutagePreview(List<Foreseen> outages, boolean truncated) {

    /**
     * One outage of one rule, cut to the time that was asked for.
     *
     * @param to null if it lasts beyond that time
     */
    public record Foreseen(
            String rule, Instant from, @Nullable Instant to) {}

    /**
     * Returns the outages of a plan between two instants.
     *
     * @param most how many of each rule are looked at
     */
    public static OutagePreview of(FaultPlan plan, Instant from, Instant to, int most) {
        List<Foreseen> all = new ArrayList<>();
        boolean truncated = false;
        for (Rule rule : plan.rules()) {
            if (rule.exempts()) {
                continue;
            }
            RuleSchedule schedule = Decider.schedule(plan, rule, InstantSource.fixed(from));
            Instant next = from;
            int seen = 0;
            for (Schedule.Outage outage = schedule.outage(next);
                    outage != null && outage.from().isBefore(to);
                    outage = schedule.outage(next)) {
                if (seen++ == most) {
                    truncated = true;
                    break;
                }
                boolean ends = !outage.to().isAfter(to);
                Instant start = outage.from().isBefore(from) ? from : outage.from();
                all.add(new Foreseen(rule.name(), start, ends ? outage.to() : null));
                if (!ends) {
                    break;
                }
                next = outage.to();
            }
        }
        all.sort(Comparator.comparing(Foreseen::from));
        return new OutagePreview(all, truncated);
    }
}
