/** How every service starts, and what it says when it does not. */
@NullMarked
package dev.faultline.launch;

import org.jspecify.annotations.NullMarked;
