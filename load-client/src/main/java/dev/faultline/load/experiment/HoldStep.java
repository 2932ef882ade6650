package dev.faultline.load.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.wire.Require;
import java.time.Duration;

/** Lets the load go on with what is in force; only what is held is judged. */
record HoldStep(@JsonValue Duration duration) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    HoldStep {
        Require.between("", duration, Duration.ofMillis(100), Experiment.LONGEST);
    }

    @Override
    public void run(Stage stage) throws Aborted {
        stage.observe(duration);
    }

    @Override
    public Duration planned() {
        return duration;
    }
}
