package dev.faultline.backend.latency;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Answers at once. */
public record NoServiceTime() implements ServiceTime {

    @Override
    public Duration sample(RandomGenerator random) {
        return Duration.ZERO;
    }

    @Override
    public String toString() {
        return "none";
    }
}
