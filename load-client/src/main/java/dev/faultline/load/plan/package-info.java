/** What load is asked for: target, rate, arrivals and bounds. Pure: no clock, no framework. */
@NullMarked
package dev.faultline.load.plan;

import org.jspecify.annotations.NullMarked;
