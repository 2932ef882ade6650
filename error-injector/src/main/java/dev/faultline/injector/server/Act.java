package dev.faultline.injector.server;

/** Something done to an exchange that ends it; prepared once per plan. Threadsafe. */
@FunctionalInterface
interface Act {

    /** Ends the exchange; called on its event loop, once. */
    void perform(Exchange exchange);
}
