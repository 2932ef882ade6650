/** The error injector's settings, start and stop, and the wiring of its parts: one class for each library it wires. */
@NullMarked
package dev.faultline.injector;

import org.jspecify.annotations.NullMarked;
