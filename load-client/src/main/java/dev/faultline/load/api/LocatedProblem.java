package dev.faultline.load.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.faultline.wire.Position;
import dev.faultline.wire.Problem;

/**
 * A problem whose place in the document is known; in JSON with the members {@code line} and {@code column} beside the
 * others.
 */
record LocatedProblem(
        @JsonUnwrapped Problem problem, @JsonUnwrapped Position position) {}
