package dev.faultline.load;

import dev.faultline.load.split.EmbeddedSplit;
import dev.faultline.load.split.SplitControl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The split of this process, if it has one. */
public final class Splits {

    private final @Nullable SplitControl control;

    Splits(@Nullable SplitControl control) {
        this.control = control;
    }

    /** Returns what steers the weights, whoever draws the backends. */
    public Optional<SplitControl> control() {
        return Optional.ofNullable(control);
    }

    /** Returns the split that this process draws itself; nothing where a mesh does. */
    public Optional<EmbeddedSplit> embedded() {
        return control instanceof EmbeddedSplit embedded ? Optional.of(embedded) : Optional.empty();
    }
}
