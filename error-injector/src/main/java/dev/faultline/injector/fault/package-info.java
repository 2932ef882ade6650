/**
 * The aborts and what answers when no abort hits. Pure: nothing here knows a server; what a fault wants done, it says to
 * a {@link ActionFactory}.
 *
 * <p>A new abort is one record here, one name in the {@code permits} clause of {@link Abort}, and one row in the README.
 */
@NullMarked
package dev.faultline.injector.fault;

import org.jspecify.annotations.NullMarked;
