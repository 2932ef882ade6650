/** Ends all that injects, at once. */
@NullMarked
package dev.faultline.load.kill;

import org.jspecify.annotations.NullMarked;
