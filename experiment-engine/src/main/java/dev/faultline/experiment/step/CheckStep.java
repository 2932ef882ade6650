package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Require;
import java.util.List;

/**
 * What must hold at this point of the method, judged on the last hold alone. One that is violated ends the method, and
 * the hypothesis has failed.
 *
 * @param thresholds none looks over a time of its own: the hold is that time
 */
public record CheckStep(@JsonValue List<Threshold> thresholds) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CheckStep {
        Require.between("", thresholds.size(), 1, Step.MOST_THRESHOLDS);
        thresholds = List.copyOf(thresholds);
        for (Threshold threshold : thresholds) {
            Require.that(threshold.over() == null, "", "must not look over a time: it judges the last hold", threshold);
        }
    }

    @Override
    public void run(Stage stage) throws Step.Aborted {
        stage.check(thresholds);
    }
}
