package dev.faultline.load.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.slo.Difference;
import dev.faultline.load.slo.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Difference} of two success rates, as reports have them, and the 95 % interval around it.
 *
 * @param a from 0 to 1
 * @param b from 0 to 1
 * @param difference {@code b} less {@code a}
 * @param low the lower end of its interval
 * @param high the upper end
 * @param beyondChance whether the interval leaves zero out
 * @param sentence the same in words
 */
public record RateDifference(
        double a, double b, double difference, double low, double high, boolean beyondChance, String sentence) {

    /** Returns the difference of two estimates as reports have them; null unless both are there. */
    static @Nullable RateDifference of(JsonNode a, JsonNode b) {
        if (!a.path("value").isNumber() || !b.path("value").isNumber()) {
            return null;
        }
        Estimate first = estimate(a);
        Estimate second = estimate(b);
        Estimate difference = new Difference(second, first, 1).estimate();
        double low = difference.low();
        double high = difference.high();
        boolean beyond = low > 0 || high < 0;
        String words = String.format(
                Locale.ROOT,
                "the success rate %s: %.2f%% and %.2f%%, %+.2f points, 95%% interval %+.2f to %+.2f",
                !beyond ? "does not differ beyond chance" : difference.value() > 0 ? "rose" : "fell",
                first.value() * 100,
                second.value() * 100,
                difference.value() * 100,
                low * 100,
                high * 100);
        return new RateDifference(first.value(), second.value(), difference.value(), low, high, beyond, words);
    }

    private static Estimate estimate(JsonNode json) {
        return new Estimate(
                json.path("value").asDouble(),
                json.path("low").asDouble(),
                json.path("high").asDouble(),
                json.path("samples").asLong());
    }
}
