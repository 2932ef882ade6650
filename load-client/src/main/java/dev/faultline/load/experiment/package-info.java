/** The life of an experiment: gate, inject, observe, verdict, roll back, verify. */
@NullMarked
package dev.faultline.load.experiment;

import org.jspecify.annotations.NullMarked;
