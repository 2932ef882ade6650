package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is expected while the faults are on. Also read from a bare list of thresholds.
 *
 * @param words the expectation in a sentence
 * @param thresholds the expectation in figures; all must hold
 */
public record Hypothesis(@Nullable String words, List<Threshold> thresholds) {

    /** Each that looks over a time of its own keeps a sum of its own. */
    static final int MOST = 50;

    /** Checks that there is something to judge. */
    @JsonCreator
    public Hypothesis(
            @JsonProperty("words") @Nullable String words, @JsonProperty("thresholds") List<Threshold> thresholds) {
        Require.present("thresholds", thresholds);
        Require.that(!thresholds.isEmpty(), "thresholds", "must hold at least one", "none");
        Require.that(thresholds.size() <= MOST, "thresholds", "must hold at most " + MOST, thresholds.size());
        this.words = words;
        this.thresholds = List.copyOf(thresholds);
    }

    /** A hypothesis of figures alone. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Hypothesis of(List<Threshold> thresholds) {
        return new Hypothesis(null, thresholds);
    }
}
