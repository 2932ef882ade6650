package dev.faultline.experiment.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.experiment.step.Step;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is expected while the faults are on. Also read from a bare list of thresholds.
 *
 * @param words the expectation in a sentence
 * @param thresholds the expectation in figures; all must hold
 */
public record Hypothesis(@Nullable String words, List<Threshold> thresholds) {

    /** Checks that there is something to judge. */
    @JsonCreator
    public Hypothesis(
            @JsonProperty("words") @Nullable String words, @JsonProperty("thresholds") List<Threshold> thresholds) {
        Require.present("thresholds", thresholds);
        Require.that(!thresholds.isEmpty(), "thresholds", "must hold at least one", "none");
        Require.that(
                thresholds.size() <= Step.MOST_THRESHOLDS,
                "thresholds",
                "must hold at most " + Step.MOST_THRESHOLDS,
                thresholds.size());
        this.words = words;
        this.thresholds = List.copyOf(thresholds);
    }

    /** A hypothesis of figures alone. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Hypothesis of(List<Threshold> thresholds) {
        return new Hypothesis(null, thresholds);
    }
}
