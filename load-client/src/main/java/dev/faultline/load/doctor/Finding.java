package dev.faultline.load.doctor;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What one check says.
 *
 * @param name of the check
 * @param severity how bad it is
 * @param found what was seen
 * @param why what it means for the split
 * @param mend the command that mends it; null if there is none
 */
@JsonPropertyOrder({"name", "severity", "found", "why", "mend"})
public record Finding(
        String name,
        Severity severity,
        String found,
        String why,
        @Nullable String mend) {}
