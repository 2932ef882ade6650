/** Objects of Kubernetes, such as those of Chaos Mesh, applied and deleted. */
@NullMarked
package dev.faultline.load.chaos;

import org.jspecify.annotations.NullMarked;
