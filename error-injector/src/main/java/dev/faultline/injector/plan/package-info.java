/**
 * The plan: which requests meet which faults, until when. Texts, forms and JSON come in, a valid {@link
 * dev.faultline.injector.plan.FaultPlan} comes out. Pure. Begin with {@link dev.faultline.injector.plan.ProposedPlan}.
 */
@NullMarked
package dev.faultline.injector.plan;

import org.jspecify.annotations.NullMarked;
