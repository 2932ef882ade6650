/** The traffic port: takes requests from Vert.x' router and sends the answers. */
@NullMarked
package dev.faultline.backend.serve;

import org.jspecify.annotations.NullMarked;
