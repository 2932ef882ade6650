/** The control API over HTTP. */
@NullMarked
package dev.faultline.load.api;

import org.jspecify.annotations.NullMarked;
