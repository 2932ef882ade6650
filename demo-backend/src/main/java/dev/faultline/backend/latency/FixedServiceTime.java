package dev.faultline.backend.latency;

import dev.faultline.wire.Durations;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Works equally long on every page. */
public record FixedServiceTime(Duration value) implements ServiceTime {

    /** @throws dev.faultline.wire.InvalidValue unless the value is from zero to {@link ServiceTime#MAX} */
    public FixedServiceTime {
        Require.between("value", value, Duration.ZERO, MAX);
    }

    @Override
    public Duration sample(RandomGenerator random) {
        return value;
    }

    @Override
    public String toString() {
        return "fixed:" + Durations.format(value);
    }
}
