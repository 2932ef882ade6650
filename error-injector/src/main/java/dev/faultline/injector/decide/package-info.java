/**
 * The decision: a plan is prepared once, then each request goes in and what happens to it comes out, counted. Pure: time,
 * chance and what performs the decision are parameters. Begin with {@link dev.faultline.injector.decide.Decider}.
 */
@NullMarked
package dev.faultline.injector.decide;

import org.jspecify.annotations.NullMarked;
