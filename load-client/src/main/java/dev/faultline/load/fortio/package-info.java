/**
 * Runs as fortio's REST API names them, on the one load of this process: the same parameters, states and results, of
 * which nothing is silently taken for something else. Written from fortio's documentation and the shape of its answers.
 */
@NullMarked
package dev.faultline.load.fortio;

import org.jspecify.annotations.NullMarked;
