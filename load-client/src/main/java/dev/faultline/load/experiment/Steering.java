package dev.faultline.load.experiment;

import dev.faultline.load.split.SplitFailed;
import java.util.function.Supplier;

/** Tells a split that does not obey as an experiment tells everything that does not. */
final class Steering {

    private Steering() {}

    /**
     * Returns what is asked of a split.
     *
     * @throws ControlFailed if it does not obey
     */
    static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (SplitFailed e) {
            throw switch (e.reason()) {
                case MISSING, FORBIDDEN, UNFIT -> new ControlFailed(e.getMessage(), true, e);
                case TAKEN -> ControlFailed.notNow(e.getMessage(), e);
                case UNREACHABLE -> new ControlFailed(e.getMessage(), false, e);
            };
        }
    }

    /**
     * Does something to a split.
     *
     * @throws ControlFailed if it does not obey
     */
    static void done(Runnable change) {
        boolean unused = asked(() -> {
            change.run();
            return true;
        });
    }
}
