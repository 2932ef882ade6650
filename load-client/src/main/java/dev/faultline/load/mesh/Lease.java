package dev.faultline.load.mesh;

import java.time.Instant;

/**
 * Says that an experiment holds the weights of an object.
 *
 * @param holder the process that does
 * @param until when it must have been renewed
 */
record Lease(String holder, Instant until) {}
