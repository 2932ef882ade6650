/**
 * The plan: which requests meet which faults, until when. Pure: reads and writes documents, knows no server.
 */
@NullMarked
package dev.faultline.injector.plan;

import org.jspecify.annotations.NullMarked;
