/** The open loop: fires attempts when they are due, on one event loop, and records what became of each. */
@NullMarked
package dev.faultline.load.send;

import org.jspecify.annotations.NullMarked;
