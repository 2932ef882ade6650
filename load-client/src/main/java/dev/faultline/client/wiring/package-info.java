/** Wires the three libraries into one service. */
@NullMarked
package dev.faultline.client.wiring;

import org.jspecify.annotations.NullMarked;
