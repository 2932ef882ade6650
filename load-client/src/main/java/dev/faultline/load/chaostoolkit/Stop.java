package dev.faultline.load.chaostoolkit;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Somebody's wish that a run end now; of several reasons the first counts. Threadsafe. */
final class Stop {

    private final CompletableFuture<String> event = new CompletableFuture<>();
    private @Nullable Thread waiting;

    /** Wishes it, and ends the call that is waited for. */
    synchronized void raise(String reason) {
        if (event.complete(reason) && waiting != null) {
            waiting.interrupt();
        }
    }

    /** Returns what completes with the wish. */
    CompletableFuture<String> event() {
        return event;
    }

    void throwIfStopped() throws Stopped {
        if (event.isDone()) {
            throw new Stopped(Ending.INTERRUPTED, event.join());
        }
    }

    /** Does what may be interrupted by the wish; afterwards the thread is not interrupted any more. */
    <T> T interruptibly(Supplier<T> act) {
        enter();
        try {
            return act.get();
        } finally {
            leave();
        }
    }

    private synchronized void enter() {
        waiting = Thread.currentThread();
        if (event.isDone()) {
            waiting.interrupt();
        }
    }

    private synchronized void leave() {
        waiting = null;
        if (event.isDone()) {
            boolean unused = Thread.interrupted();
        }
    }
}
