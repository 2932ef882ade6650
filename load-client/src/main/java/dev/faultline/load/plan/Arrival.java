package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.load.pace.Gaps;
import java.util.random.RandomGenerator;

/** How arrivals spread over time. */
public enum Arrival {
    /** At equal distances. */
    @JsonProperty("constant")
    CONSTANT {
        @Override
        public Gaps gaps(RandomGenerator random) {
            return Gaps.CONSTANT;
        }
    },

    /** As of many independent callers. */
    @JsonProperty("poisson")
    POISSON {
        @Override
        public Gaps gaps(RandomGenerator random) {
            return Gaps.poisson(random);
        }
    };

    /** Returns the gaps between arrivals. */
    public abstract Gaps gaps(RandomGenerator random);
}
