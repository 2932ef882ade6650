/** The decision: one request and one plan in, what happens to it out. Pure: time and chance are parameters. */
@NullMarked
package dev.faultline.injector.decide;

import org.jspecify.annotations.NullMarked;
