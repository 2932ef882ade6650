package dev.faultline.platform.http;

import io.netty.handler.ssl.OpenSsl;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import jakarta.inject.Singleton;

/**
 * Has the main port of Quarkus speak TLS by BoringSSL where that is to be had: a handshake by the JDK's own engine costs several times as
 * much, most of all in a JVM that has just begun, and is what callers do first. Stateless.
 */
@Singleton
final class BoringPorts implements HttpServerOptionsCustomizer {

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        if (OpenSsl.isAvailable()) {
            options.setSslEngineOptions(new OpenSSLEngineOptions());
        }
    }
}
