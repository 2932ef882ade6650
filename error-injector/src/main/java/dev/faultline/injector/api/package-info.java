/**
 * The control API: reads plans from requests and hands them to {@code control}, answers what is in force and what it did,
 * and describes itself. Begin with {@link dev.faultline.injector.api.FaultsResource}.
 */
@NullMarked
package dev.faultline.injector.api;

import org.jspecify.annotations.NullMarked;
