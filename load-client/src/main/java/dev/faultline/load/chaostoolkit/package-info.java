/** Experiments as chaostoolkit writes them: read, run with our own rollback rule, and told as its journal. */
@NullMarked
package dev.faultline.load.chaostoolkit;

import org.jspecify.annotations.NullMarked;
