/** The error injector's settings, wiring, start and stop. */
@NullMarked
package dev.faultline.injector;

import org.jspecify.annotations.NullMarked;
