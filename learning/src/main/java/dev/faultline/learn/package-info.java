/**
 * Learns fault plans: in comes what production measured of a service, from Prometheus or a file, out comes a plan for the
 * error injector that plays it, and later the word whether the rehearsal was like it. Begin with {@link
 * dev.faultline.learn.plan.Learner}.
 */
@NullMarked
package dev.faultline.learn;

import org.jspecify.annotations.NullMarked;
