/**
 * The proxy of this process's own pod, and what it counts. In comes the target of a load, out go counts of responses by the
 * backend that was asked. Begin with {@link PodProxy}, which finds it and reads; a {@link MetricsPage} takes from what it
 * writes the little that is needed.
 */
@NullMarked
package dev.faultline.mesh.proxy;

import org.jspecify.annotations.NullMarked;
