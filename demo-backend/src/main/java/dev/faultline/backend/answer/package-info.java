/** What is answered: conditions, ranges, dates and error pages of HTTP. Knows no framework. */
@NullMarked
package dev.faultline.backend.answer;

import org.jspecify.annotations.NullMarked;
