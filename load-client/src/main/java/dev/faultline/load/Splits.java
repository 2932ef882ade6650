package dev.faultline.load;

import dev.faultline.load.split.EmbeddedSplit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The split of this process, if it has one. */
public final class Splits {

    private final @Nullable EmbeddedSplit embedded;

    Splits(@Nullable EmbeddedSplit embedded) {
        this.embedded = embedded;
    }

    /** Returns the split that this process draws itself; nothing where a mesh does. */
    public Optional<EmbeddedSplit> embedded() {
        return Optional.ofNullable(embedded);
    }
}
