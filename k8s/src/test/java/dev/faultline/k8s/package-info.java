/** Whether the manifests are what a cluster takes. */
@NullMarked
package dev.faultline.k8s;

import org.jspecify.annotations.NullMarked;
