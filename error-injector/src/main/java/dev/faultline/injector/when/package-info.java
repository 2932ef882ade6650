/**
 * When a rule holds. Pure: the wall clock is a parameter, so that replicas agree and restarts change nothing.
 *
 * <p>A new schedule is one record here, one name in the {@code permits} clause of {@link When}, and one row in the
 * README.
 */
@NullMarked
package dev.faultline.injector.when;

import org.jspecify.annotations.NullMarked;
