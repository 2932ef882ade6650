/** What the injector did, in numbers for Prometheus. */
@NullMarked
package dev.faultline.injector.metrics;

import org.jspecify.annotations.NullMarked;
