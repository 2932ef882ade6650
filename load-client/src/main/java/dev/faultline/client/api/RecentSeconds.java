package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The last ten minutes, each second written down once for all who read it, about a megabyte together. Threadsafe. */
@Singleton
public class RecentSeconds {

    /** As many as there are figures of. */
    static final int KEPT = 600;

    private final DoubleSupplier rate;
    private final ObjectMapper mapper;
    private final @Nullable Second[] seconds = new @Nullable Second[KEPT];
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private long end;

    /**
     * One second as it is sent.
     *
     * @param id when it began, in milliseconds of the wall's clock
     * @param endNanos when it ended, by the monotonic clock
     */
    public record Second(long id, long endNanos, String json) {}

    /**
     * What is said of a second.
     *
     * @param time when it began
     * @param planRate the arrivals a second that were asked for when it ended
     */
    @JsonPropertyOrder({"time", "planRate"})
    record Event(
            Instant time, double planRate, @JsonUnwrapped Summary summary) {}

    @Inject
    RecentSeconds(LoadControl generator, ObjectMapper mapper) {
        this(generator::rate, mapper);
    }

    /** @param rate the arrivals a second that are asked for */
    RecentSeconds(DoubleSupplier rate, ObjectMapper mapper) {
        this.rate = rate;
        this.mapper = mapper;
    }

    void start(@Observes StartupEvent event, WindowHistory windows) {
        windows.listen(this::add);
    }

    /** Calls the listener whenever a second was added. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Adds the second, and drops the oldest beyond the bound. */
    void add(Window window) {
        Second second = new Second(window.began().toEpochMilli(), window.endNanos(), json(window));
        synchronized (this) {
            seconds[(int) (end % KEPT)] = second;
            end++;
        }
        listeners.forEach(Runnable::run);
    }

    /** Returns the number that the next second will have. */
    public synchronized long end() {
        return end;
    }

    /** Returns the number of the oldest second that is kept. */
    synchronized long begin() {
        return Math.max(0, end - KEPT);
    }

    /** Returns the second of that number, or the oldest that is kept after it; null if there is none yet. */
    public synchronized @Nullable Numbered from(long number) {
        long found = Math.max(number, begin());
        return found >= end ? null : new Numbered(found, at(found));
    }

    /** A second and its number since the start. */
    public record Numbered(long number, Second second) {}

    /**
     * Returns the number of the first second of those that ended within that time before the newest, and began after that
     * of {@code id}.
     *
     * @param id {@link Long#MIN_VALUE} for all
     */
    public synchronized long first(Duration last, long id) {
        long number = end;
        long oldest = end == 0 ? 0 : at(end - 1).endNanos() - last.toNanos();
        while (number > begin()) {
            Second before = at(number - 1);
            if (before.endNanos() - oldest <= 0 || before.id() <= id) {
                return number;
            }
            number--;
        }
        return number;
    }

    private Second at(long number) {
        Second second = seconds[(int) (number % KEPT)];
        if (second == null) {
            throw new AssertionError("every number from begin to end has a second");
        }
        return second;
    }

    private String json(Window window) {
        // Ten minutes of seconds are kept.
        Summary summary = Summary.of(window.tally(), window.seconds()).withoutNames();
        try {
            return mapper.writeValueAsString(new Event(window.began(), rate.getAsDouble(), summary));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
