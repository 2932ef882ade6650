/** A split that the proxies of a mesh draw: its weights are kept by an object of the cluster. */
@NullMarked
package dev.faultline.load.mesh;

import org.jspecify.annotations.NullMarked;
