/** What is seen of the split, the faults, the load and the experiments over time, and what has changed of it. */
@NullMarked
package dev.faultline.load.watch;

import org.jspecify.annotations.NullMarked;
