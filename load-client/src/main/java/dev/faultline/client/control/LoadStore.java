package dev.faultline.client.control;

import dev.faultline.load.plan.LoadPlan;

/** The load of the service, as its API is asked for it. Threadsafe; waits, so never to be used from an event loop. */
public interface LoadStore extends AutoCloseable {

    /** Begins with what was asked for before this process started, or else with the plan of the settings. */
    void begin();

    /**
     * Puts a plan in force.
     *
     * @throws dev.faultline.platform.wire.InvalidValue if this process may not do that
     * @throws StoreUnavailable if it can't be kept; nothing is changed then
     */
    void start(LoadPlan plan);

    /**
     * Sends nothing more.
     *
     * @throws StoreUnavailable if that can't be kept; it is stopped nevertheless
     */
    void stop();

    /** Follows no others any more. The load goes on. */
    @Override
    void close();
}
