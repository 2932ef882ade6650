/**
 * The data plane: takes any request on a port of its own and performs what the plan in force decides. All of an
 * exchange happens on the event loop of its connection.
 */
@NullMarked
package dev.faultline.injector.server;

import org.jspecify.annotations.NullMarked;
