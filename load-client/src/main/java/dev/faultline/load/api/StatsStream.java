package dev.faultline.load.api;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The seconds as they end, for a bounded number of readers. Who reads slowly misses seconds and gets the newest; a
 * browser's EventSource connects again by itself. Threadsafe.
 */
@Singleton
class StatsStream {

    private final Readers readers = new Readers();
    private final RecentSeconds seconds;

    StatsStream(RecentSeconds seconds) {
        this.seconds = seconds;
    }

    void start(@Observes StartupEvent event) {
        seconds.listen(readers::tell);
    }

    /** Takes a place, as {@link Readers#place()} does. */
    Optional<Runnable> place() {
        return readers.place();
    }

    /** Returns the seconds that end from now on. */
    Multi<RecentSeconds.Second> seconds() {
        return Multi.createFrom().deferred(() -> readers.read(new Newest(seconds.end())));
    }

    private final class Newest implements Readers.Source<RecentSeconds.Second> {

        private long seen;

        private Newest(long seen) {
            this.seen = seen;
        }

        @Override
        public RecentSeconds.@Nullable Second next() {
            RecentSeconds.Numbered newest = seconds.from(Math.max(seen, seconds.end() - 1));
            if (newest == null) {
                return null;
            }
            seen = newest.number() + 1;
            return newest.second();
        }
    }
}
