/**
 * What services do with the Kubernetes API alike: find the cluster, share a document through a ConfigMap, and say in a
 * sentence why the API refused. Nothing here knows a service.
 */
@NullMarked
package dev.faultline.platform.cluster;

import org.jspecify.annotations.NullMarked;
