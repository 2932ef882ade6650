/**
 * What the injector tells of its work: metrics for Prometheus, one line of a log or one span for each request. The server
 * hands in an {@link AccessRecord} for every request that has ended; counts are read from {@code decide}. Begin with
 * {@link InjectionMetrics}.
 */
@NullMarked
package dev.faultline.injector.observe;

import org.jspecify.annotations.NullMarked;
