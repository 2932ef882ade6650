/**
 * Where figures come from: Prometheus, and files of many kinds. In comes what is asked for, out comes an {@link
 * dev.faultline.learn.observe.Observed}. Begin with {@link Source}. Files are read as streams and never whole.
 */
@NullMarked
package dev.faultline.learn.source;

import org.jspecify.annotations.NullMarked;
