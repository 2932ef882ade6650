/**
 * The load over HTTP/1.1 and HTTP/2. In come plans and a consumer of seconds, out go requests. Begin with {@link
 * LoadGenerator}: it runs the engine on a {@link VertxEventLoop} with an {@link HttpSender}, which sends each {@link
 * Attempt} over a {@link ConnectionPool} to its {@link Destination}, and a {@link ResultClassifier} says what became of
 * it; {@link MeshReadings} add what a mesh counted meanwhile. The only package that knows the network.
 */
@NullMarked
package dev.faultline.load.http;

import org.jspecify.annotations.NullMarked;
