/**
 * What was measured becomes a fault plan. In comes a {@link LearnRequest}, out comes a {@link Learned}: the plan, on how many
 * requests each of its numbers rests, and what could not be known. Begin with {@link Learner}; a {@link Comparison} says
 * whether a rehearsal was like the original. Pure but for its source.
 */
@NullMarked
package dev.faultline.learn.plan;

import org.jspecify.annotations.NullMarked;
