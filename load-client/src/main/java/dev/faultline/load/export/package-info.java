/** What was measured, as files that other tools read. Pure but for the formats of HdrHistogram. */
@NullMarked
package dev.faultline.load.export;

import org.jspecify.annotations.NullMarked;
