package dev.faultline.load.split;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.slo.Promise;
import java.util.Optional;

/** Steers the weights of a split, whoever draws the backends: this process or the proxies of a mesh. Threadsafe. */
public interface SplitControl {

    /**
     * Returns the weights in force; may block for some seconds.
     *
     * @throws SplitFailed if they can't be told
     */
    Split split();

    /** Returns the weights in force as this process knows them, at once; nothing if it has not seen them lately. */
    Optional<Split> known();

    /**
     * Puts other weights in force until they are changed again; may block for some seconds.
     *
     * @throws SplitFailed if that can't be done
     * @throws dev.faultline.wire.InvalidValue unless it names exactly the backends of the split
     */
    void change(Split changed);

    /**
     * Puts other weights in force for an experiment: they go back by themselves some time after this process is gone.
     * Ends with {@link #giveBack}. May block for some seconds.
     *
     * @throws SplitFailed if that can't be done, also because another process has borrowed it
     * @throws dev.faultline.wire.InvalidValue unless it names exactly the backends of the split
     */
    void borrow(Split changed);

    /**
     * Puts weights back in force, whoever has borrowed the split; doing so twice is harmless. May block for some seconds.
     *
     * @throws SplitFailed if that can't be done
     * @throws dev.faultline.wire.InvalidValue unless it names exactly the backends of the split
     */
    void giveBack(Split original);

    /**
     * Gives the injector nothing and the others its share, where that leaves others, whoever has borrowed the split; nobody
     * puts back what was before. Doing so twice is harmless. May block for some seconds.
     *
     * @return the weights in force after that
     * @throws SplitFailed if that can't be done
     */
    Split silence();

    /** Returns which of the backends injects. */
    String injector();

    /** Returns where requests must go for being split, at once; nothing if that is not known. */
    default Optional<Target> target() {
        return Optional.empty();
    }

    /** Returns how often this process has put back weights that another one had borrowed and left. */
    default long restored() {
        return 0;
    }

    /** Returns what is known of every request: nothing if that depends on its headers. Never blocks. */
    Promise promise();

    /** Returns what is known of the requests of a plan, in the shares of its mix. Never blocks. */
    Promise promise(LoadPlan plan);
}
