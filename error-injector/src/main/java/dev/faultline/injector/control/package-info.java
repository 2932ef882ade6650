/**
 * The plan in force: kept, replaced whole, ended when its time has passed, and shared with the other replicas if there are
 * any. In come accepted plans, from the API or a ConfigMap; out goes the {@code Decider} that the server asks about each
 * request. Begin with {@link dev.faultline.injector.control.PlanControl}.
 */
@NullMarked
package dev.faultline.injector.control;

import org.jspecify.annotations.NullMarked;
