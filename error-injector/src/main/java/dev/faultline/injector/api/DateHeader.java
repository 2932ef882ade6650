package dev.faultline.injector.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Says in every answer of the control API what time it is here (RFC 9110, section 6.6.1). Faults expire, flap and ramp by
 * this clock; a client can see by it whether its own agrees.
 */
@Singleton
class DateHeader {

    private static final int EARLY = 100;

    private final InstantSource clock;

    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    void register(@Observes Filters filters) {
        filters.register(
                context -> {
                    String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            clock.instant().atOffset(ZoneOffset.UTC));
                    context.response().putHeader("Date", now);
                    context.next();
                },
                EARLY);
    }
}
