/**
 * What all connections do alike, beneath HTTP. Messages of Netty's codecs come in, and go on to Vert.x as it can take them;
 * each class is a handler of its own, and says where in a pipeline it belongs.
 */
@NullMarked
package dev.faultline.platform.channel;

import org.jspecify.annotations.NullMarked;
