package dev.faultline.backend.status;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open connections and what each does. Threadsafe, never blocks. */
public final class Connections {

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger closing = new AtomicInteger();

    /** Counts a connection in; it has just sent its first request. */
    public Connection opened() {
        open.incrementAndGet();
        return new Connection();
    }

    /** Returns what the connections do. One may be active and writing at once; the rest are kept alive. */
    public ConnectionCounts counts() {
        int total = open.get();
        return new ConnectionCounts(total, writing.get(), Math.max(0, total - active.get()), closing.get());
    }

    /** One connection. Belongs to one event loop: only the counters behind it are shared. */
    public final class Connection {

        private int requests;
        private boolean closeAnnounced;

        private Connection() {}

        /** Counts in a request of this connection. */
        public void requestBegins() {
            if (requests++ == 0) {
                active.incrementAndGet();
            }
        }

        /** Counts out a request of this connection. */
        public void requestEnds() {
            if (--requests == 0) {
                active.decrementAndGet();
            }
        }

        /** Counts in, or with -1 out, an answer that is streamed from disk as fast as the client reads. */
        public void streams(int change) {
            writing.addAndGet(change);
        }

        /** Notes that the client was told the connection will close. */
        public void closeAnnounced() {
            if (!closeAnnounced) {
                closeAnnounced = true;
                closing.incrementAndGet();
            }
        }

        /** Counts the connection out. */
        public void closed() {
            open.decrementAndGet();
            if (closeAnnounced) {
                closing.decrementAndGet();
            }
        }
    }
}
