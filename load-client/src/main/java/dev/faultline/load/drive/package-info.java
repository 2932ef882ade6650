/** Turns a plan into requests: when each is sent, repeated or shed. Time, chance and the wire are parameters. */
@NullMarked
package dev.faultline.load.drive;

import org.jspecify.annotations.NullMarked;
