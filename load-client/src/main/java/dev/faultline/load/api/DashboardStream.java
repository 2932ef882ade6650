package dev.faultline.load.api;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state and the seconds, those that were as well as those that end from now on, for a bounded number of readers. A
 * reader gets each second once and in order; one that is ten minutes behind loses the oldest. Of the state it gets the
 * newest. Threadsafe.
 */
@Singleton
class DashboardStream {

    private final RecentSeconds seconds;
    private final StateWatch watch;

    /**
     * What is sent.
     *
     * @param id of a second; null of a state, which is not where anybody goes on
     */
    record Event(String name, @Nullable String id, String json) {}

    DashboardStream(RecentSeconds seconds, StateWatch watch) {
        this.seconds = seconds;
        this.watch = watch;
    }

    void start(@Observes StartupEvent event) {
        seconds.listen(watch.readers()::tell);
    }

    /** Takes a place, as {@link Readers#place()} does. */
    Optional<Runnable> place() {
        return watch.readers().place();
    }

    /**
     * Returns the state, then the seconds from some time ago on, and both as they come.
     *
     * @param last how long ago the first second may have ended
     * @param id seconds that began then or before are known; {@link Long#MIN_VALUE} if none is
     */
    Multi<Event> events(Duration last, long id) {
        return Multi.createFrom().deferred(() -> {
            Cursor cursor = new Cursor(watch.told().version(), seconds.first(last, id));
            return watch.readers().<Event>read(cursor).onSubscription().invoke(watch::tellAgain);
        });
    }

    private final class Cursor implements Readers.Source<Event> {

        private final long begun;
        private long version;
        private long number;

        private Cursor(long version, long number) {
            this.begun = version;
            this.version = version;
            this.number = number;
        }

        @Override
        public @Nullable Event next() {
            StateWatch.Told told = watch.told();
            if (told.version() != version) {
                version = told.version();
                return new Event("state", null, told.json());
            }
            // Figures are read by the state that they belong to, so that comes first.
            RecentSeconds.Numbered next = version == begun ? null : seconds.from(number);
            if (next == null) {
                return null;
            }
            number = next.number() + 1;
            return new Event(
                    "stats", Long.toString(next.second().id()), next.second().json());
        }
    }
}
