/** Thresholds, intervals and what the figures say about them. Pure: statistics only. */
@NullMarked
package dev.faultline.load.slo;

import org.jspecify.annotations.NullMarked;
