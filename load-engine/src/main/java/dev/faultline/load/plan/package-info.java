/**
 * What load to send: in comes a plan as JSON, out comes a checked {@link LoadPlan}. Begin with {@link LoadPlan}, whose
 * parts say where requests go ({@link Target}), how many come when ({@link Demand}, {@link Stage}), what they are
 * ({@link RequestSpec}), how they are carried ({@link Transport}) and repeated ({@link Retries}). {@link LoadLimits}
 * says what this process may be asked for. Pure: no clock, no framework.
 */
@NullMarked
package dev.faultline.load.plan;

import org.jspecify.annotations.NullMarked;
