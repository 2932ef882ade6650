/** How every service starts, also fast, what it says when it does not, and how its background tasks outlive their bugs. */
@NullMarked
package dev.faultline.platform.launch;

import org.jspecify.annotations.NullMarked;
