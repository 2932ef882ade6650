package dev.faultline.client.control;

import dev.faultline.load.engine.LoadControl;
import dev.faultline.load.http.LoadGenerator;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.senders.Assignment;
import dev.faultline.load.senders.Progress;
import dev.faultline.load.senders.SenderAgent;
import dev.faultline.load.split.ConfiguredSplit;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What this process is if it sends parts of loads for a coordinator, and nothing else. Threadsafe. */
@Singleton
public class SenderService {

    /** What a cluster grants between the signal and the kill, less some seconds. */
    private static final Duration GRACE = Duration.ofSeconds(25);

    private final LoadControl load;
    private final WindowHistory windows;
    private final ConfiguredSplit splits;
    private volatile @Nullable SenderAgent agent;

    SenderService(LoadControl load, WindowHistory windows, ConfiguredSplit splits) {
        this.load = load;
        this.windows = windows;
        this.splits = splits;
    }

    /**
     * Makes this process a sender, once it is warm.
     *
     * @return false if it has senders of its own, and so sends nothing itself
     */
    public boolean begin() {
        if (!(load instanceof LoadGenerator part)) {
            return false;
        }
        part.warmUp().join();
        SenderAgent begun = new SenderAgent(
                part,
                splits.embedded().orElse(null),
                UUID.randomUUID().toString(),
                InstantSource.system(),
                System::nanoTime);
        windows.listen(begun::second);
        agent = begun;
        return true;
    }

    /** Returns why nobody but a coordinator may change anything here; empty if this is no sender. */
    public Optional<String> refusal() {
        SenderAgent now = agent;
        return now == null
                ? Optional.empty()
                : Optional.of("this process is a sender: "
                        + now.coordinator()
                                .map(name -> "its coordinator " + name + " decides")
                                .orElse("it waits for a coordinator"));
    }

    /**
     * Does what a coordinator wants; empty if this is no sender.
     *
     * @throws SenderAgent.Led if another coordinator is followed
     */
    public Optional<Progress> exchange(Assignment wanted) throws SenderAgent.Led {
        SenderAgent now = agent;
        return now == null ? Optional.empty() : Optional.of(now.exchange(wanted));
    }

    /** Sees through what was begun, while the ports are still open. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        SenderAgent now = agent;
        if (now != null) {
            now.leave()
                    .completeOnTimeout(null, GRACE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }
}
