package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;

/** Lets the load go on with what is in force; only what is held is judged. */
public record HoldStep(@JsonValue Duration duration) implements Step {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public HoldStep {
        Require.between("", duration, Duration.ofMillis(100), Step.LONGEST);
    }

    @Override
    public void run(Stage stage) throws Step.Aborted {
        stage.observe(duration);
    }

    @Override
    public Duration planned() {
        return duration;
    }
}
