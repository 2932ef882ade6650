/**
 * Finds out why a split does nothing, or something else than its weights say, though nobody complains. Comes in: a
 * {@link dev.faultline.mesh.doctor.Doctor.Question}, such as which Service. Goes out: an
 * {@link dev.faultline.mesh.doctor.Examination}, with a finding of each check and the command that mends it.
 *
 * <p>Begin with {@code Check} and one of the topics that list checks: {@code MeshChecks}, {@code ServiceChecks},
 * {@code RouteChecks}, {@code ProxyChecks}, {@code TrafficSplitChecks}, {@code FaultlineChecks}. They see the cluster as a
 * {@code ClusterView}, which {@code Snapshot} takes by a {@code ClusterReader}; {@link dev.faultline.mesh.doctor.Doctor}
 * asks for one and runs them. A new check is a value in the list of its topic, a row of {@code docs/doctor.md}, and the
 * clusters that have its cause and don't, in {@code causes.yaml} of the tests.
 */
@NullMarked
package dev.faultline.mesh.doctor;

import org.jspecify.annotations.NullMarked;
