/**
 * Runs a load. In come plans, one after the other; out come calls of a {@link Sender} and windows of what became of
 * them. Begin with {@link Driver}: it puts a plan in force as an {@link ArrivalProcess}, whose {@link Dispatcher} sends
 * each {@link Request} or sheds it, and a {@link LoadRecorder} counts. {@link LoadControl} is what others see of it, and a {@link MeshMeter} what a mesh counts of all loads.
 * Time, random numbers and the network are parameters; all of it runs on one {@link EventLoop}.
 */
@NullMarked
package dev.faultline.load.engine;

import org.jspecify.annotations.NullMarked;
