/** Steady, honestly measured load on a service, and the experiments that use it. */
@NullMarked
package dev.faultline.load;

import org.jspecify.annotations.NullMarked;
