/** The command line: what is read from it and what is printed on a terminal. */
@NullMarked
package dev.faultline.load.cli;

import org.jspecify.annotations.NullMarked;
