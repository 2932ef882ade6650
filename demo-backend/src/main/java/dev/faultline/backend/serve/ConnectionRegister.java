package dev.faultline.backend.serve;

import dev.faultline.backend.status.Connections;
import io.netty.channel.Channel;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;

/** Finds the counted connection of a request. Quarkus owns the server, so a connection is met at its first request. */
@Singleton
final class ConnectionRegister {

    private static final AttributeKey<Connections.Connection> KEY = AttributeKey.valueOf("faultline.connection");

    private final Connections connections;

    ConnectionRegister(Connections connections) {
        this.connections = connections;
    }

    /** Returns the connection; to be called on its event loop. */
    Connections.Connection of(HttpConnection connection) {
        Channel channel = ((ConnectionBase) connection).channel();
        Attribute<Connections.Connection> attribute = channel.attr(KEY);
        Connections.Connection known = attribute.get();
        if (known != null) {
            return known;
        }
        Connections.Connection opened = connections.opened();
        attribute.set(opened);
        channel.closeFuture().addListener(closed -> opened.closed());
        return opened;
    }
}
