/** How the plan in force is changed: of this replica alone, or of all that share one. */
@NullMarked
package dev.faultline.injector.control;

import org.jspecify.annotations.NullMarked;
