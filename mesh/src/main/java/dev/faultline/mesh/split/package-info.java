/**
 * A split that the proxies of a mesh draw, its weights kept by an object of the cluster. Comes in: which object
 * ({@link dev.faultline.mesh.split.RouteRef}) and the weights that an experiment or a person wants. Goes out: merge patches
 * of that object, and what its weights let expect of the traffic.
 *
 * <p>Begin with {@link dev.faultline.mesh.split.KubernetesSplit}, which borrows the weights and returns them; then
 * {@code WeightPatch} (what is written), {@code Annotations} (what the object says of itself meanwhile) and
 * {@code RouteObject} (how each kind writes its weights). {@code RouteStore} reads and writes.
 */
@NullMarked
package dev.faultline.mesh.split;

import org.jspecify.annotations.NullMarked;
