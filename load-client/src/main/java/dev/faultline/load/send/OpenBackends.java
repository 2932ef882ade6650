package dev.faultline.load.send;

import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows which backends had a connection and when: an attempt that waited for one that was busy is told from an attempt
 * that waited while none came to be. Backends are told apart by where they listen, as connections are: a route may give
 * one address two names. Keeps no backend for longer than an attempt may ask about it. Confined to the loop.
 */
final class OpenBackends {

    private final long longestWaitNanos;
    private final Map<SocketAddress, State> states = new HashMap<>();

    private static final class State {
        private int open;
        private long lastOpen;
    }

    /** @param longestWaitNanos how long an attempt waits at most */
    OpenBackends(long longestWaitNanos) {
        this.longestWaitNanos = longestWaitNanos;
    }

    /** Notes that a connection to that backend is open. */
    void opened(SocketAddress backend, long now) {
        State state = states.get(backend);
        if (state == null) {
            states.values().removeIf(other -> other.open == 0 && now - other.lastOpen > longestWaitNanos);
            state = new State();
            states.put(backend, state);
        }
        state.open++;
    }

    /** Notes that one which was open is closed. */
    void closed(SocketAddress backend, long now) {
        State state = states.get(backend);
        if (state != null) {
            state.open--;
            state.lastOpen = now;
        }
    }

    /** Returns whether the backend has had an open connection at any time since then. */
    boolean anySince(SocketAddress backend, long nanos) {
        State state = states.get(backend);
        return state != null && (state.open > 0 || state.lastOpen - nanos >= 0);
    }

    /** Returns how many backends it knows. */
    int size() {
        return states.size();
    }
}
