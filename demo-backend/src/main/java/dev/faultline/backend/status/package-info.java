/** What the server measures of itself, and Apache's server-status report of it. Knows no framework. */
@NullMarked
package dev.faultline.backend.status;

import org.jspecify.annotations.NullMarked;
