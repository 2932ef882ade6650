/** The control API over HTTP. */
@NullMarked
package dev.faultline.client.api;

import org.jspecify.annotations.NullMarked;
