/** The access log in Apache's combined format. Knows no framework. */
@NullMarked
package dev.faultline.backend.access;

import org.jspecify.annotations.NullMarked;
