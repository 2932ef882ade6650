/**
 * The data plane: takes any request on a port of its own, asks {@code control} what decides now, and performs what that
 * decides. All of an exchange happens on the event loop of its connection. Begin with {@link
 * dev.faultline.injector.server.RequestHandler}; what a fault does on the wire is in {@link
 * dev.faultline.injector.server.VertxActions}.
 */
@NullMarked
package dev.faultline.injector.server;

import org.jspecify.annotations.NullMarked;
