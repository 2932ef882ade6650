package dev.faultline.load.experiment;

import dev.faultline.load.measure.Window;
import java.time.Duration;
import java.util.List;

/** What ended in each second of the last minutes. */
@FunctionalInterface
public interface Seconds {

    /** Returns the seconds that ended within that time before {@code now}, oldest first. */
    List<Window> last(Duration length, long now);
}
