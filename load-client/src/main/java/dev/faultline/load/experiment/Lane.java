package dev.faultline.load.experiment;

/**
 * A load of its own and its figures.
 *
 * @param seconds what ended in each of the last seconds of this load
 * @param end gives back what it takes; nothing is sent afterwards
 */
public record Lane(Traffic traffic, Seconds seconds, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
        end.run();
    }
}
