package dev.faultline.platform.cluster;

import dev.faultline.platform.launch.Guarded;
import io.fabric8.kubernetes.client.Watch;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at a document whenever it may have changed, on a thread of its own: when the API server says so, and every ten
 * seconds for the case that it could not say so. What is broken is tried again, first after a quarter of a second, then
 * ever later, after five seconds at most.
 *
 * <p>What the API server says is only the bell: the look itself reads. So looks come one after the other, each sees what is
 * the newest then, and whoever keeps them from coming between his own reading and writing never goes back in time.
 */
public final class DocumentWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DocumentWatch.class);
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final SharedDocument document;
    private final Look look;
    private final Thread thread;

    /** Holds one ring at most: however often it rang before a look, that look sees it all. */
    private final BlockingQueue<Boolean> bell = new ArrayBlockingQueue<>(1);

    private volatile boolean open = true;
    private volatile boolean watching;
    private String complaint = "";

    /** Reads the document and does what follows from it. */
    @FunctionalInterface
    public interface Look {

        /**
         * Reads, and acts on it.
         *
         * @throws ApiFailure if it can't be read; it is logged, and tried again
         */
        void look();
    }

    private DocumentWatch(SharedDocument document, Look look) {
        this.document = document;
        this.look = look;
        thread = new Thread(this::run, "watch-" + document);
        thread.setDaemon(true);
    }

    /** Looks again and again from now on, until it is closed. */
    public static DocumentWatch start(SharedDocument document, Look look) {
        DocumentWatch watch = new DocumentWatch(document, look);
        watch.thread.start();
        return watch;
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (open) {
            // Its failures are told and end one round, not the thread.
            boolean wentWell = Guarded.call(this::round, this::failed);
            if (wentWell) {
                pause = FIRST_PAUSE;
            }
            await(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Looks for as long as the watch lasts; returns whether there was one. */
    private boolean round() {
        bell.clear();
        watching = true;
        // The watch first: what changes between it and the look rings.
        Watch watch = watch();
        try {
            look.look();
            complaint = "";
            while (open && watching) {
                await(AT_LEAST_EVERY);
                if (open) {
                    look.look();
                }
            }
        } finally {
            watch.close();
        }
        return true;
    }

    private Watch watch() {
        try {
            return document.watch(this::ring, () -> {
                watching = false;
                ring();
            });
        } catch (ApiFailure e) {
            // Without a watch changes are seen late, but they are seen.
            look.look();
            throw e;
        }
    }

    private boolean failed(Throwable failure) {
        String now = String.valueOf(failure.getMessage());
        if (open && !now.equals(complaint)) {
            complaint = now;
            if (failure instanceof ApiFailure) {
                LOG.warn(now);
            } else {
                LOG.error("looking at " + document + " failed", failure);
            }
        }
        return false;
    }

    private void ring() {
        bell.offer(true);
    }

    private void await(Duration longest) {
        try {
            bell.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Nobody but the end of the process interrupts this thread.
            open = false;
        }
    }

    /** Looks no more; returns at once. The document stays open. */
    @Override
    public void close() {
        open = false;
        ring();
    }
}
