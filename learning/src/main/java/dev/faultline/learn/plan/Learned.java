package dev.faultline.learn.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.threshold.Estimate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan that was learned, and what it rests on.
 *
 * @param source who measured it
 * @param from when it began; null if the source does not tell
 * @param length how long it lasted; null if the source does not tell
 * @param requests how many it rests on
 * @param plan an ordinary fault plan, as the injector's API takes it
 * @param basis what each rule rests on, in the order of the rules
 * @param notes what could not be known or played, as sentences without the full stop
 */
@JsonPropertyOrder({"source", "from", "length", "requests", "plan", "basis", "notes"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Learned(
        String source,
        @Nullable Instant from,
        @Nullable Duration length,
        long requests,
        ObjectNode plan,
        List<Basis> basis,
        List<String> notes) {

    public Learned {
        basis = List.copyOf(basis);
        notes = List.copyOf(notes);
    }

    /**
     * What one rule rests on.
     *
     * @param rule its name
     * @param offset when it began, since the beginning of all; null without a timeline
     * @param length how long it lasted; null without a timeline
     * @param route which requests; null for all
     * @param requests how many there were
     * @param timed how many of them were timed
     * @param outcomes what became of them, by its name; with the 95 % interval of its share
     * @param beyond the share of those timed that is only known to have taken longer than the last point; null if there are none
     */
    @JsonPropertyOrder({"rule", "offset", "length", "route", "requests", "timed", "outcomes", "beyond"})
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Basis(
            String rule,
            @Nullable Duration offset,
            @Nullable Duration length,
            @Nullable String route,
            long requests,
            long timed,
            Map<String, Estimate> outcomes,
            @Nullable Double beyond) {}
}
