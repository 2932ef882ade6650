/** The load that the service was asked for, kept where a restart does not lose it. */
@NullMarked
package dev.faultline.load.keep;

import org.jspecify.annotations.NullMarked;
