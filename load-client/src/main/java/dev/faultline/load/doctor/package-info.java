/** Finds out why a split does nothing, or something else than its weights say, though nobody complains. */
@NullMarked
package dev.faultline.load.doctor;

import org.jspecify.annotations.NullMarked;
