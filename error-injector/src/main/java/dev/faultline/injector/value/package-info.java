/** What the parts of a plan are made of: shares of a whole, bounded lists and maps. Pure. */
@NullMarked
package dev.faultline.injector.value;

import org.jspecify.annotations.NullMarked;
