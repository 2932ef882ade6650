/**
 * The delays. Pure: chance is a parameter.
 *
 * <p>A new delay is one record here, one name in the {@code permits} clause of {@link Delay}, and one row in the README.
 */
@NullMarked
package dev.faultline.injector.delay;

import org.jspecify.annotations.NullMarked;
