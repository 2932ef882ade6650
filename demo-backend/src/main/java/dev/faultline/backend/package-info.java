/** The Apache-like healthy service: what is set, and how its parts are put together. */
@NullMarked
package dev.faultline.backend;

import org.jspecify.annotations.NullMarked;
