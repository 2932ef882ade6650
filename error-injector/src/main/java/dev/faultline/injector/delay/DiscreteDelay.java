package dev.faultline.injector.delay;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.faultline.injector.value.Elements;
import dev.faultline.injector.value.Partition;
import dev.faultline.injector.value.Required;
import dev.faultline.platform.wire.Percentage;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;

/** One of several delays, each with its share; what the shares leave over to 100 % is not delayed. */
@JsonTypeName("discrete")
public record DiscreteDelay(@Required List<Choice> values, Percentage percentage) implements Delay {

    /** The most values one delay may list. */
    private static final int MAX_VALUES = 100;

    /** One value and the share of the requests that it delays. */
    public record Choice(@Required Duration value, @Required Percentage percentage) {

        public Choice {
            Delay.bounded("value", value);
            Require.present("percentage", percentage);
        }
    }

    public DiscreteDelay {
        Require.present("values", values);
        values = Elements.copy("values", values, MAX_VALUES);
        Require.that(!values.isEmpty(), "values", "must list at least one value", "[]");
        Partition.check("values", shares(values));
        percentage = percentage == null ? Percentage.ALL : percentage;
    }

    @Override
    public Sampler sampler() {
        Partition partition = new Partition(shares(values));
        return random -> {
            int chosen = partition.pick(random.nextDouble());
            return chosen == Partition.REST ? Duration.ZERO : values.get(chosen).value();
        };
    }

    private static List<Percentage> shares(List<Choice> values) {
        return values.stream().map(Choice::percentage).toList();
    }
}
