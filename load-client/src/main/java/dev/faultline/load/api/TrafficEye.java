package dev.faultline.load.api;

import dev.faultline.load.LoadConfig;
import dev.faultline.load.Splits;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.send.Generator;
import dev.faultline.load.split.Split;
import dev.faultline.load.split.SplitControl;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the load goes, as this process knows it. Threadsafe; never blocks. */
@Singleton
class TrafficEye {

    private final Generator generator;
    private final Splits splits;
    private final LoadConfig config;
    private volatile @Nullable Target lastTarget;

    /**
     * What is shown of the split.
     *
     * @param by who draws the backends: {@code embedded}, or the object that a mesh draws by
     * @param injector which of the backends injects
     */
    record Shown(
            @Nullable Split split,
            String by,
            String injector,
            @Nullable String problem) {}

    TrafficEye(Generator generator, Splits splits, LoadConfig config) {
        this.generator = generator;
        this.splits = splits;
        this.config = config;
    }

    /** Returns the load in force; null if nothing is sent. */
    @Nullable
    LoadPlan load() {
        LoadPlan plan = generator.plan();
        if (plan != null) {
            lastTarget = plan.target();
        }
        return plan;
    }

    /** Returns where the load goes, or the last one went, or one would be split; null if there is none of these. */
    @Nullable
    Target target() {
        LoadPlan plan = load();
        Target last = lastTarget;
        return plan != null
                ? plan.target()
                : last != null
                        ? last
                        : splits.control().flatMap(SplitControl::target).orElse(null);
    }

    /** Returns the weights in force; null if there is no split, or they are not known. */
    @Nullable
    Split split() {
        return splits.control().flatMap(SplitControl::known).orElse(null);
    }

    /** Returns the split; nothing if there is none. */
    Optional<Shown> shown() {
        return splits.control().map(control -> {
            String by = splits.embedded().isPresent()
                    ? "embedded"
                    : config.split().route().orElse("mesh");
            Split split = control.known().orElse(null);
            String problem = split == null ? "the weights of " + by + " could not be read lately" : null;
            return new Shown(split, by, config.injector().service(), problem);
        });
    }
}
