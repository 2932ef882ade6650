package dev.faultline.experiment.run;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Window;
import java.time.Duration;
import java.util.List;

/** Where experiments get their loads from. Threadsafe. */
public interface LoadSlots {

    /** Returns the load of the service, which its API shows; closing it does nothing. */
    Slot main();

    /** Returns another load beside it, until it is closed. */
    Slot open();

    /**
     * A load of its own and its figures.
     *
     * @param seconds what ended in each of the last seconds of this load
     * @param end gives back what it takes; nothing is sent afterwards
     */
    record Slot(LoadControl traffic, WindowSource seconds, Runnable end) implements AutoCloseable {

        @Override
        public void close() {
            end.run();
        }
    }

    /** What ended in each second of the last minutes. */
    @FunctionalInterface
    interface WindowSource {

        /** Returns the seconds that ended within that time before {@code now}, oldest first. */
        List<Window> last(Duration length, long now);
    }
}
