package dev.faultline.injector.server;

/** Something that is done to an exchange that ends it; prepared once per plan. Threadsafe. */
@FunctionalInterface
public interface Action {

    /** Ends the exchange; called on its event loop, once. */
    void perform(Exchange exchange);
}
