/**
 * Objects of Kubernetes, such as those of Chaos Mesh, applied and deleted. Comes in: what a step of an experiment has
 * written, an object or the name of a file. Goes out: objects in a cluster, or what they come to for the processes of
 * {@code ./demo}.
 *
 * <p>Begin with {@link dev.faultline.mesh.chaos.ChaosObjects}; {@link dev.faultline.mesh.chaos.KubernetesChaos} does it in a
 * cluster and {@link dev.faultline.mesh.chaos.LocalChaos} on one machine. {@code Manifests} reads, {@code AllowedKinds} and
 * {@code ChaosMesh} refuse what may not or should not be applied.
 */
@NullMarked
package dev.faultline.mesh.chaos;

import org.jspecify.annotations.NullMarked;
