/** When requests are due, as pure sequences that know neither clock nor network. */
@NullMarked
package dev.faultline.load.pace;

import org.jspecify.annotations.NullMarked;
