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
import java.util.Set;

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

    /** Returns whether nobody more may read. */
    synchronized boolean isFull() {
        return readers.size() >= READERS;
    }

    /** Returns the seconds that end from the subscription on; none if it is full by then. */
    Multi<Second> seconds() {
        return Multi.createFrom().<Second>emitter(this::join, BackPressureStrategy.LATEST);
    }

    private void join(MultiEmitter<? super Second> reader) {
        reader.onTermination(() -> leave(reader));
        synchronized (this) {
            if (readers.size() < READERS) {
                readers.add(reader);
                return;
            }
        }
        reader.complete();
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
