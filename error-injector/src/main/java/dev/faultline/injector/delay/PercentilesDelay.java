package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A delay that has these percentiles, as a dashboard shows them. Between two of them it grows linearly. Below the lowest
 * it grows from zero, and above the highest it stays, unless the percentiles 0 and 100 are given too.
 *
 * <p>With U uniform on [0, 1), the delay is the linear interpolation of the points at 100 U (inversion of a piecewise
 * linear distribution; Devroye: Non-Uniform Random Variate Generation, II.2).
 *
 * @param points from percentile, a number from 0 to 100, to delay; in ascending order once constructed
 */
@JsonTypeName("percentiles")
public record PercentilesDelay(@Required Map<String, Duration> points, Percentage percentage) implements Delay {

    private static final int MAX_POINTS = 100;
    private static final double WHOLE = 100;
    private static final Pattern PERCENTILE = Pattern.compile("\\d{1,3}(?:\\.\\d{1,9})?");

    public PercentilesDelay {
        Require.present("points", points);
        Require.that(!points.isEmpty(), "points", "must have at least one percentile", "{}");
        Require.that(
                points.size() <= MAX_POINTS,
                "points",
                "must have at most " + MAX_POINTS + " percentiles",
                points.size());
        Map<String, Duration> ordered = new TreeMap<>(PercentilesDelay::compare);
        points.forEach((percentile, delay) -> {
            Require.matching("points", percentile, PERCENTILE, "must have percentiles from 0 to 100");
            Require.between("points", Double.parseDouble(percentile), 0, WHOLE);
            Delay.bounded("points." + percentile, delay);
            Require.that(
                    ordered.put(percentile, delay) == null, "points", "must have each percentile once", percentile);
        });
        @Nullable Duration before = null;
        for (Map.Entry<String, Duration> point : ordered.entrySet()) {
            Duration value = point.getValue();
            Require.that(
                    before == null || value.compareTo(before) >= 0,
                    "points." + point.getKey(),
                    "must not be below that of a lower percentile",
                    Durations.format(value));
            before = value;
        }
        points = Collections.unmodifiableMap(ordered);
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        double[] at = points.keySet().stream().mapToDouble(Double::parseDouble).toArray();
        double[] nanos = points.values().stream().mapToDouble(Duration::toNanos).toArray();
        return random -> Delay.ofNanos(interpolate(at, nanos, random.nextDouble() * WHOLE));
    }

    private static double interpolate(double[] at, double[] nanos, double percentile) {
        int found = Arrays.binarySearch(at, percentile);
        int above = found >= 0 ? found : -found - 1;
        if (above == at.length) {
            return nanos[above - 1];
        }
        double lowAt = above == 0 ? 0 : at[above - 1];
        double low = above == 0 ? 0 : nanos[above - 1];
        double span = at[above] - lowAt;
        return span == 0 ? nanos[above] : low + (nanos[above] - low) * (percentile - lowAt) / span;
    }

    private static int compare(String one, String other) {
        // What is no number is refused later, by name.
        return PERCENTILE.matcher(one).matches() && PERCENTILE.matcher(other).matches()
                ? Double.compare(Double.parseDouble(one), Double.parseDouble(other))
                : one.compareTo(other);
    }
}
