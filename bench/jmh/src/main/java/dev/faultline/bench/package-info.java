/**
 * Benchmarks by JMH of the pure steps that are taken for each request, or each second. Each lies in the package of what it
 * measures, which need not open anything for it; here is what they share.
 */
@NullMarked
package dev.faultline.bench;

import org.jspecify.annotations.NullMarked;
