package dev.faultline.load.split;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the weights of a split, whoever draws the backends: this process or the proxies of a mesh. Threadsafe. */
public interface SplitControl {

    /**
     * Returns the weights in force, and which revision of them it is; may block for some seconds.
     *
     * @throws SplitFailed if they can't be read
     */
    Revision revision();

    /** Returns the weights in force, as {@link #revision} does. */
    default Split split() {
        return revision().split();
    }

    /** Returns the weights in force as this process knows them, at once; empty if it has not seen them lately. */
    Optional<Split> known();

    /**
     * Puts other weights in force until they are changed again; may block for some seconds.
     *
     * @throws SplitFailed if that can't be done
     * @throws dev.faultline.platform.wire.InvalidValue unless it names exactly the backends of the split
     */
    void change(Split changed);

    /**
     * Puts other weights in force for an experiment: they are restored some time after this process is gone, or by
     * {@link #giveBack}. May block for some seconds.
     *
     * @throws SplitFailed if that can't be done, for one if another process has borrowed it
     * @throws dev.faultline.platform.wire.InvalidValue unless it names exactly the backends of the split
     */
    void borrow(Split changed);

    /**
     * Restores weights, whoever has borrowed the split; doing so twice is harmless. May block for some seconds.
     *
     * @throws SplitFailed if that can't be done
     * @throws dev.faultline.platform.wire.InvalidValue unless it names exactly the backends of the split
     */
    void giveBack(Split original);

    /**
     * Leaves the weights as they are, and does not hold them any more: nobody restores what was before they were borrowed.
     * Doing so twice is harmless. May block for some seconds.
     *
     * @throws SplitFailed if that can't be done
     */
    default void release() {}

    /**
     * Gives the injector nothing and the others its share, if there are others, whoever has borrowed the split. Nobody
     * restores what was before. Doing so twice is harmless. May block for some seconds.
     *
     * @return the weights in force after that
     * @throws SplitFailed if that can't be done
     */
    Split silence();

    /** Returns which of the backends is the error injector. */
    String injector();

    /** Returns where requests must go to be split, at once; empty if unknown. */
    default Optional<Target> target() {
        return Optional.empty();
    }

    /** Returns how often this process has restored weights that another one had borrowed and left behind. */
    default long restored() {
        return 0;
    }

    /**
     * Returns whether weights hold from the very next request on, since this process draws by them. Where a mesh draws it
     * may take a while, or something else may be in the way.
     */
    default boolean isInEffectAtOnce() {
        return false;
    }

    /**
     * Returns whether changed weights stay without effect on requests to that target until the mesh has seen none for some
     * seconds: the proxy of this process still routes them as it did before this split came to be. At once.
     */
    default boolean waitsForSilence(Target target) {
        return false;
    }

    /** Notes that there was such a silence: if it has not helped, another would not either. */
    default void silenced() {}

    /** Returns what to expect for every request; unknown if that depends on its headers. Never blocks. */
    ExpectedShare expectedShare();

    /** Returns what to expect for the requests of a plan, weighted by its mix. Never blocks. */
    ExpectedShare expectedShare(LoadPlan plan);

    /**
     * The weights in force at one moment. Who has seen one and sees an equal one later knows that nobody has touched them in
     * between, not even to give the same weights again.
     *
     * @param id another after every change
     * @param by what is known of who made the latest change; null if nothing is
     */
    record Revision(Split split, String id, @Nullable String by) {}
}
