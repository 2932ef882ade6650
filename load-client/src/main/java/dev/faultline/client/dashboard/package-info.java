/**
 * What only the dashboard needs. {@link dev.faultline.client.dashboard.StatePublisher} looks at the system four times a
 * second: {@link dev.faultline.client.dashboard.StateReader} puts the load, the split, the injector (which
 * {@link dev.faultline.client.dashboard.InjectorPoller} asks) and the experiments together into one
 * {@link dev.faultline.client.dashboard.DashboardState}, and what has changed between two looks goes into the
 * {@link dev.faultline.client.dashboard.EventLog}. {@link dev.faultline.client.dashboard.DashboardResource} streams the
 * state and the figures of each second to the pages that are open; begin to read there. The pages themselves are in
 * {@code META-INF/resources}.
 */
@NullMarked
package dev.faultline.client.dashboard;

import org.jspecify.annotations.NullMarked;
