package dev.faultline.injector.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.injector.when.Flapping;
import dev.faultline.injector.when.Moment;
import dev.faultline.injector.when.Schedule;
import dev.faultline.injector.when.When;
import dev.faultline.injector.when.Window;
import dev.faultline.platform.wire.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times are counted from noon; a plan that ends cuts the outages of its rules. */
class RuleScheduleTest {

    private static final String NONE = "none";

    private static Instant at(String fromNoon) {
        return Deciders.NOON.plus(Durations.parse("", fromNoon));
    }

    private static @Nullable When when(String name) {
        return switch (name) {
            case "window" -> new Window(Moment.at(at("10s")), Moment.at(at("20s")));
            case "flapping" -> new Flapping(Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ZERO);
            default -> null;
        };
    }

    @ParameterizedTest(name = "{0} in a plan until {1}, at {2}: {3}, left {4}")
    @CsvSource({
        "always, none, 0s, MIN..MAX, none",
        "always, 30s, 0s, MIN..30s, 30s",
        "always, 30s, 29999999999ns, MIN..30s, 1ns",
        "always, 30s, 30s, none, none",
        "window, none, 0s, 10s..20s, none",
        "window, none, 10s, 10s..20s, 10s",
        "window, none, 20s, none, none",
        "window, 15s, 0s, 10s..15s, none",
        "window, 15s, 12s, 10s..15s, 3s",
        "window, 15s, 15s, none, none",
        "window, 20s, 12s, 10s..20s, 8s",
        "window, 30s, 12s, 10s..20s, 8s",
        "window, 10s, 0s, none, none",
        "window, 5s, 0s, none, none",
        "flapping, none, 5s, 0s..15s, 10s",
        "flapping, none, 15s, 60s..75s, none",
        "flapping, 70s, 15s, 60s..70s, none",
        "flapping, 70s, 65s, 60s..70s, 5s",
        "flapping, 60s, 15s, none, none",
        "flapping, 50s, 15s, none, none",
        "flapping, 50s, 5s, 0s..15s, 10s",
    })
    void outagesEndWithThePlan(String when, String end, String now, String outage, String left) {
        RuleSchedule schedule =
                new RuleSchedule(when(when), 1, end.equals(NONE) ? null : at(end), InstantSource.fixed(at(now)));
        String[] bounds = outage.split("\\.\\.", -1);
        Schedule.Outage expected = outage.equals(NONE) ? null : new Schedule.Outage(bound(bounds[0]), bound(bounds[1]));
        assertEquals(expected, schedule.outage(at(now)));
        assertEquals(left.equals(NONE) ? null : Durations.parse("", left), schedule.left());
    }

    private static Instant bound(String text) {
        return switch (text) {
            case "MIN" -> Instant.MIN;
            case "MAX" -> Instant.MAX;
            default -> at(text);
        };
    }
}
