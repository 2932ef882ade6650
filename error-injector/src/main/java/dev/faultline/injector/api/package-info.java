/** The control plane: the plan over HTTP, its problems, and whether the data plane is ready. */
@NullMarked
package dev.faultline.injector.api;

import org.jspecify.annotations.NullMarked;
