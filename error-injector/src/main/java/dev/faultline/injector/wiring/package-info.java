/** Wires the chapters into one service: the plan in force, the data plane, what observes it, and the cluster. */
@NullMarked
package dev.faultline.injector.wiring;

import org.jspecify.annotations.NullMarked;
