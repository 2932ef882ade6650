/** What came of the attempts: classes, answerers, latencies, windows. Pure but for the histograms of HdrHistogram. */
@NullMarked
package dev.faultline.load.measure;

import org.jspecify.annotations.NullMarked;
