package dev.faultline.injector.fault;

/** How the content of an answer reaches the caller. */
public sealed interface Delivery {

    /** As fast as the caller takes it. */
    record Whole() implements Delivery {}

    /**
     * Less of it than was promised.
     *
     * @param sent at most so many bytes of the body are sent, and always fewer than the body has
     * @param end how the connection then ends
     */
    record Cut(long sent, End end) implements Delivery {}

    /**
     * Slowly.
     *
     * @param bytesPerSecond at which the body is sent
     */
    record Drip(long bytesPerSecond) implements Delivery {}

    /** The delivery of an answer that is left alone. */
    Delivery WHOLE = new Whole();
}
