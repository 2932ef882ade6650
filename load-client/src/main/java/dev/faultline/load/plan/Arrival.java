package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.load.pace.ConstantPace;
import dev.faultline.load.pace.Pace;
import dev.faultline.load.pace.PoissonPace;
import java.util.random.RandomGenerator;

/** How arrivals spread over time. */
public enum Arrival {
    /** At equal distances. */
    @JsonProperty("constant")
    CONSTANT {
        @Override
        public Pace pace(double perSecond, RandomGenerator random) {
            return new ConstantPace(perSecond);
        }
    },

    /** As of many independent callers. */
    @JsonProperty("poisson")
    POISSON {
        @Override
        public Pace pace(double perSecond, RandomGenerator random) {
            return new PoissonPace(perSecond, random);
        }
    };

    /** Returns a fresh sequence of arrivals, {@code perSecond} on average. */
    public abstract Pace pace(double perSecond, RandomGenerator random);
}
