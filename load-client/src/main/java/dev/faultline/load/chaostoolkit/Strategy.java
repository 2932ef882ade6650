package dev.faultline.load.chaostoolkit;

import dev.faultline.wire.InvalidValue;
import java.util.Arrays;
import java.util.stream.Collectors;

/** When the steady state is looked at. */
enum Strategy {
    DEFAULT("default", true, false, true),
    BEFORE("before-method-only", true, false, false),
    AFTER("after-method-only", false, false, true),
    DURING("during-method-only", false, true, false),
    CONTINUOUSLY("continuously", true, true, true),
    SKIP("skip", false, false, false);

    private final String wire;
    private final boolean before;
    private final boolean during;
    private final boolean after;

    Strategy(String wire, boolean before, boolean during, boolean after) {
        this.wire = wire;
        this.before = before;
        this.during = during;
        this.after = after;
    }

    /** Returns the strategy of that name. */
    static Strategy of(String name) {
        return Arrays.stream(values())
                .filter(each -> each.wire.equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidValue(
                        "",
                        "must be one of "
                                + Arrays.stream(values()).map(each -> each.wire).collect(Collectors.joining(", ")),
                        '"' + name + '"'));
    }

    boolean before() {
        return before;
    }

    boolean during() {
        return during;
    }

    boolean after() {
        return after;
    }
}
