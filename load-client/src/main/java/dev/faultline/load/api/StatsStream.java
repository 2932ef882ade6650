package dev.faultline.load.api;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.report.Summary;
import dev.faultline.load.send.Generator;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The seconds as they end, for a bounded number of readers. A second is written down once for all of them. Who reads
 * slowly misses seconds and gets the newest; nothing queues up. At shutdown the server closes the connections before
 * anybody is told of it, which frees the readers; a browser's EventSource connects again. Threadsafe.
 */
@Singleton
class StatsStream {

    /** How many may read at a time. */
    static final int READERS = 64;

    private final Generator generator;
    private final ObjectMapper mapper;
    private final Set<MultiEmitter<? super Second>> readers = new LinkedHashSet<>();
    private int taken;

    /**
     * One second as it is sent.
     *
     * @param id when it began, in milliseconds of the wall's clock
     */
    record Second(long id, String json) {}

    /**
     * What is said of a second.
     *
     * @param time when it began
     * @param planRate the arrivals a second that were asked for when it ended
     */
    @JsonPropertyOrder({"time", "planRate"})
    record Event(
            Instant time, double planRate, @JsonUnwrapped Summary summary) {}

    StatsStream(Generator generator, ObjectMapper mapper) {
        this.generator = generator;
        this.mapper = mapper;
    }

    void start(@Observes StartupEvent event, Windows windows) {
        Runnable unused = windows.listen(this::publish);
    }

    /**
     * Takes a place among the readers, before anything is answered: who gets none must be told so by the status.
     *
     * @return what gives the place back, once or more often; nothing if all are taken
     */
    synchronized Optional<Runnable> place() {
        if (taken == READERS) {
            return Optional.empty();
        }
        taken++;
        AtomicBoolean given = new AtomicBoolean();
        return Optional.of(() -> {
            if (given.compareAndSet(false, true)) {
                giveBack();
            }
        });
    }

    private synchronized void giveBack() {
        taken--;
    }

    /** Returns the seconds that end from the subscription on. */
    Multi<Second> seconds() {
        return Multi.createFrom().<Second>emitter(this::join, BackPressureStrategy.LATEST);
    }

    private void join(MultiEmitter<? super Second> reader) {
        // A reader that is gone by now is told at once, so it must be in the set before.
        synchronized (this) {
            readers.add(reader);
        }
        reader.onTermination(() -> leave(reader));
    }

    private synchronized void leave(MultiEmitter<? super Second> reader) {
        readers.remove(reader);
    }

    private synchronized List<MultiEmitter<? super Second>> readers() {
        return List.copyOf(readers);
    }

    private void publish(Window window) {
        List<MultiEmitter<? super Second>> now = readers();
        if (now.isEmpty()) {
            return;
        }
        Second second = new Second(window.began().toEpochMilli(), json(window));
        now.forEach(reader -> reader.emit(second));
    }

    private String json(Window window) {
        Summary summary = Summary.of(window.tally(), window.seconds());
        try {
            return mapper.writeValueAsString(new Event(window.began(), generator.rate(), summary));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
