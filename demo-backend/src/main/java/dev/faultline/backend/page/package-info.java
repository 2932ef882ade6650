/** What can be asked for: request targets, pages, and the sites that hold them. Knows no framework. */
@NullMarked
package dev.faultline.backend.page;

import org.jspecify.annotations.NullMarked;
