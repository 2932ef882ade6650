/** Which backend gets which share of a Service's traffic, read from the manifest that a mesh would be given. */
@NullMarked
package dev.faultline.load.split;

import org.jspecify.annotations.NullMarked;
