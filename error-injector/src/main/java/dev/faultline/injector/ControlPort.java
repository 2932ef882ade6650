package dev.faultline.injector;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Looks whether the control port is free before Quarkus takes it, which is after the start of everything else. With the
 * native transport Quarkus does not know a taken port for what it is, and prints a stack trace.
 */
@Singleton
final class ControlPort {

    private static final int FIRST = 1;

    private final String host;
    private final int port;

    ControlPort(
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "0.0.0.0") String host,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        this.host = host;
        this.port = port;
    }

    void check(@Observes @Priority(FIRST) StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.TEST) {
            // Tests have a port of their own.
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new ConfigurationException("error-injector: cannot listen on port " + port + " of " + host
                    + "; set another with quarkus.management.port (" + e.getMessage() + ")");
        }
    }
}
