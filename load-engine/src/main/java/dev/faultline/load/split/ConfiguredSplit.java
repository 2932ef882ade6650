package dev.faultline.load.split;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The split that this process is configured with, if any. */
public final class ConfiguredSplit {

    private final @Nullable SplitControl control;

    /** @param control null if there is none */
    public ConfiguredSplit(@Nullable SplitControl control) {
        this.control = control;
    }

    /** Returns the control of the weights, whoever draws the backends. */
    public Optional<SplitControl> control() {
        return Optional.ofNullable(control);
    }

    /** Returns the split that this process draws itself; empty where a mesh does. */
    public Optional<EmbeddedSplit> embedded() {
        return control instanceof EmbeddedSplit embedded ? Optional.of(embedded) : Optional.empty();
    }
}
