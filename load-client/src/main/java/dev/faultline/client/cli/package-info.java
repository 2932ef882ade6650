/** The command line: what is read from it and what is printed on a terminal. */
@NullMarked
package dev.faultline.client.cli;

import org.jspecify.annotations.NullMarked;
