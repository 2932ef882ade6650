/**
 * Who may change things: whether a request to a control API carries the token that it needs, and whether a browser
 * sends it for another site. Begin with {@link dev.faultline.platform.guard.ControlGuard}.
 */
@NullMarked
package dev.faultline.platform.guard;

import org.jspecify.annotations.NullMarked;
