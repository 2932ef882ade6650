package dev.faultline.load.doctor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far other clocks are ahead of our own, negative if behind; exact to a second. Null where no time was told.
 *
 * @param apiServer that of the API server
 * @param injector that of the error injector
 */
record Clocks(@Nullable Duration apiServer, @Nullable Duration injector) {}
