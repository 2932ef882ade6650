package dev.faultline.load.http;

import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Transport;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a plan; plans with the same transport, and the same TLS if any, share them. It never retries. Closed when the last plan that
 * uses it has closed it and the last attempt has ended. Confined to the loop.
 */
abstract sealed class ConnectionPool permits Http1Pool, Http2Pool {

    /** The longest headers of a response in bytes, as HTTP/2 counts them; far beyond what servers send. */
    static final int MAX_HEADERS = 256 * 1024;

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

    private final VertxEventLoop loop;
    private final Transport transport;
    private final @Nullable TlsClient tls;
    private final TlsClient.Handshakes handshakes;
    private final OpenBackends backends;
    private int users = 1;
    private int inFlight;

    ConnectionPool(VertxEventLoop loop, Transport transport, @Nullable TlsClient tls, TlsClient.Handshakes handshakes) {
        this.loop = loop;
        this.transport = transport;
        this.tls = tls;
        this.handshakes = handshakes;
        this.backends = new OpenBackends(transport.timeout().toNanos());
    }

    /**
     * Returns connections for that plan: those of the plan before if its transport is the same.
     *
     * @param tls null if the target is spoken to without
     * @param handshakes is told of the handshakes of connections that are opened anew
     */
    static ConnectionPool open(
            VertxEventLoop loop,
            LoadPlan plan,
            @Nullable TlsClient tls,
            TlsClient.Handshakes handshakes,
            @Nullable ConnectionPool before) {
        if (before != null && before.users > 0 && before.tls == tls && before.transport.equals(plan.transport())) {
            before.users++;
            return before;
        }
        return open(loop, plan.transport(), tls, handshakes);
    }

    private static ConnectionPool open(
            VertxEventLoop loop, Transport transport, @Nullable TlsClient tls, TlsClient.Handshakes handshakes) {
        return transport.protocol().isHttp2()
                ? new Http2Pool(loop, transport, tls, handshakes)
                : new Http1Pool(loop, transport, tls, handshakes);
    }

    /** Sends an attempt, as soon as there is a connection for it. It {@linkplain #leave leaves} when it holds nothing here any more. */
    final void send(Attempt attempt) {
        inFlight++;
        carry(attempt);
    }

    /** Sends an attempt, as soon as there is a connection for it, and tells it what becomes of it. */
    abstract void carry(Attempt attempt);

    /** Notes that an attempt is over and holds nothing here any more. */
    final void leave() {
        inFlight--;
        closeIfDone();
    }

    /** Notes that a plan uses this no more. */
    final void close() {
        users--;
        closeIfDone();
    }

    private void closeIfDone() {
        if (users == 0 && inFlight == 0) {
            closeConnections();
        }
    }

    /** Closes all connections, on which no attempt is under way. */
    abstract void closeConnections();

    /** Returns a pool of the same kind without open connections. */
    final ConnectionPool renewed() {
        return open(loop, transport, tls, handshakes);
    }

    final VertxEventLoop loop() {
        return loop;
    }

    final Transport transport() {
        return transport;
    }

    /** Returns how TLS is spoken; null for not. */
    final @Nullable TlsClient tls() {
        return tls;
    }

    final TlsClient.Handshakes handshakes() {
        return handshakes;
    }

    /** Returns which backends had a connection, and when. */
    final OpenBackends backends() {
        return backends;
    }

    /** Returns whether connections go over TLS for which any certificate will do. */
    final boolean isUnverified() {
        return tls != null && !tls.verifies();
    }

    /**
     * Returns how long a connection may take to come to be in milliseconds, and as long again its handshake: half of the
     * attempt's time at most, so that a connection that never comes differs from an answer that never does.
     */
    final int connectMillis() {
        return (int) Math.max(1, Math.min(transport.timeout().toMillis() / 2, LONGEST_CONNECT.toMillis()));
    }

    /** Returns after how many requests a connection is closed. */
    final int requestsPerConnection() {
        Integer most = transport.requestsPerConnection();
        return most == null ? Integer.MAX_VALUE : most;
    }

    /** Returns the cookies of a connection to that host; null if the plan keeps none. */
    final @Nullable CookieJar cookies(@Nullable CookieJar kept, String host) {
        if (transport.cookies() == null) {
            return null;
        }
        return kept != null && kept.isOf(host) ? kept : new CookieJar(host);
    }

    /**
     * Which backends had a connection and when: that tells an attempt that waited for a busy connection from one that
     * waited while none came to be. Backends differ by where they listen, as connections do: a route may give one
     * address two names. Keeps no backend for longer than an attempt may ask about it. Confined to the loop.
     */
    static final class OpenBackends {

        private final long longestWaitNanos;
        private final Map<SocketAddress, State> states = new HashMap<>();

        private static final class State {
            private int open;
            private long lastOpen;
        }

        /** @param longestWaitNanos the longest that an attempt waits */
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

        /** Notes that an open connection was closed. */
        void closed(SocketAddress backend, long now) {
            State state = states.get(backend);
            if (state != null) {
                state.open--;
                state.lastOpen = now;
            }
        }

        /** Returns whether the backend had an open connection at any time since then. */
        boolean anySince(SocketAddress backend, long nanos) {
            State state = states.get(backend);
            return state != null && (state.open > 0 || state.lastOpen - nanos >= 0);
        }

        /** Returns how many backends it knows. */
        int size() {
            return states.size();
        }
    }
}
