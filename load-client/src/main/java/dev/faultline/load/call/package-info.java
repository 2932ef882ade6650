/** Calls to other services over HTTP. */
@NullMarked
package dev.faultline.load.call;

import org.jspecify.annotations.NullMarked;
