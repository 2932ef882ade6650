package dev.faultline.load.experiment;

/** Where experiments get their loads from. Threadsafe. */
public interface Lanes {

    /** Returns the load of the service, which its API shows; closing it does nothing. */
    Lane main();

    /** Returns another load beside it, until it is closed. */
    Lane open();
}
