/** The time a healthy answer takes. Knows no framework. */
@NullMarked
package dev.faultline.backend.latency;

import org.jspecify.annotations.NullMarked;
