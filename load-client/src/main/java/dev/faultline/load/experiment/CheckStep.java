package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.load.slo.Threshold;
import dev.faultline.wire.Require;
import java.util.List;

/**
 * What must hold at this point of the method, judged on the last hold alone. One that is violated ends the method, and
 * the hypothesis has failed.
 *
 * @param thresholds none looks over a time of its own: the hold is that time
 */
record CheckStep(@JsonValue List<Threshold> thresholds) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    CheckStep {
        Require.between("", thresholds.size(), 1, Hypothesis.MOST);
        thresholds = List.copyOf(thresholds);
        for (Threshold threshold : thresholds) {
            Require.that(threshold.over() == null, "", "must not look over a time: it judges the last hold", threshold);
        }
    }

    @Override
    public void run(Stage stage) throws Aborted {
        stage.check(thresholds);
    }
}
