/**
 * The rules that two services must read and write alike: durations, percentages, strict JSON and the problem that
 * answers bad input. Nothing here knows a service or a server.
 */
@NullMarked
package dev.faultline.platform.wire;

import org.jspecify.annotations.NullMarked;
