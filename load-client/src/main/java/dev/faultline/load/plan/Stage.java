package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.faultline.load.pace.Profile;
import java.time.Duration;

/** A part of a load, over which the rate stays or changes. In a plan a stage without a {@code type} is a {@code hold}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = Stage.TYPE)
@JsonSubTypes({
    @JsonSubTypes.Type(value = HoldStage.class, name = Stage.HOLD),
    @JsonSubTypes.Type(value = RampStage.class, name = "ramp"),
    @JsonSubTypes.Type(value = StepsStage.class, name = "steps"),
    @JsonSubTypes.Type(value = BurstStage.class, name = "burst")
})
public sealed interface Stage permits HoldStage, RampStage, StepsStage, BurstStage {

    /** The field that says which kind of stage it is. */
    String TYPE = "type";

    /** What a stage is that does not say so. */
    String HOLD = "hold";

    /** The shortest that a stage, and what repeats within one, may last. */
    Duration SHORTEST = Duration.ofMillis(1);

    /** The longest that a load may be planned for. */
    Duration LONGEST = Duration.ofDays(30);

    /** Returns how long it lasts. */
    Duration duration();

    /** Returns this stage with what it takes over from the one before, which ended at that many arrivals a second. */
    Stage after(double rate);

    /** Returns the arrivals a second at its end. */
    double endRate();

    /** Returns the most arrivals that are due within any one second. */
    double peakRate();

    /** Returns the arrivals that are asked for over its time; of a stage of a plan, which has what it takes over. */
    Profile profile();
}
