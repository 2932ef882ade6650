package dev.faultline.load.split;

/** Where requests of one kind go, looked up once for all of them. */
@FunctionalInterface
public interface Draw {

    /** Returns where the next request goes. Only the thread that sends may call this. */
    Backend next();
}
