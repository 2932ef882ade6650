/**
 * The Apache-like healthy service. HTTP requests come in at the traffic port; the "It works!" page or files of a
 * directory go out, after the service time that is set; gRPC calls reach {@link dev.faultline.backend.GrpcHealth}. Quarkus serves health and metrics on the management port.
 *
 * <p>Begin with {@link dev.faultline.backend.TrafficRoutes}, which takes every request from its head to the end of its
 * answer. What is counted there ({@link dev.faultline.backend.Traffic}) is shown as metrics and in
 * {@code /server-status}.
 */
@NullMarked
package dev.faultline.backend;

import org.jspecify.annotations.NullMarked;
