/**
 * The faults: delays, aborts and what answers when no abort hits. Pure: nothing here knows a server, a clock or a
 * source of chance other than its parameters.
 *
 * <p>A new fault is one record here, one name in the {@code permits} clause of its family, and one row in the README.
 */
@NullMarked
package dev.faultline.injector.fault;

import org.jspecify.annotations.NullMarked;
