/** Text for people who read it on a terminal or on paper: columns, paragraphs and what is marked. No framework here. */
@NullMarked
package dev.faultline.client.text;

import org.jspecify.annotations.NullMarked;
