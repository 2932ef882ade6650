/** The process and its configuration. */
@NullMarked
package dev.faultline.client;

import org.jspecify.annotations.NullMarked;
