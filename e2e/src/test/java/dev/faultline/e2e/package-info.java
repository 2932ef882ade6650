/** The built services as processes, tried as a user would. */
@NullMarked
package dev.faultline.e2e;

import org.jspecify.annotations.NullMarked;
