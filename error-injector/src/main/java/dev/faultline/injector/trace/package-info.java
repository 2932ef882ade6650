/** Spans of OpenTelemetry that say which errors and delays were injected. */
@NullMarked
package dev.faultline.injector.trace;

import org.jspecify.annotations.NullMarked;
