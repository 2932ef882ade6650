/** Talks to the error injector's control API. */
@NullMarked
package dev.faultline.load.injector;

import org.jspecify.annotations.NullMarked;
