package dev.faultline.learn.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Span;
import dev.faultline.learn.source.PrometheusSource;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be learned, and from whom: from exactly one of a Prometheus, a file and its content.
 *
 * @param file where a file is; null for none
 * @param content what is in a file, where that is not at hand; null for none
 * @param at when it begins, an instant; null or {@value #LATEST} for the latest {@code length}, and of a file for its beginning
 * @param length how long it lasts; null for 10 minutes, and of a file for all of it
 * @param by what requests are told apart by; null if they are not
 * @param step makes a timeline: a rule for each so long; null for one rule of all
 * @param speed how much faster a timeline is played than it happened, 1 if not given
 * @param routes the most routes that are told apart, 1 to 50
 */
public record LearnRequest(
        @Nullable PrometheusSource prometheus,
        @Nullable String file,
        @Nullable String content,
        @Nullable String at,
        @JsonProperty("for") @Nullable Duration length,
        @Nullable By by,
        @Nullable Duration step,
        @Nullable Double speed,
        @Nullable Integer routes) {

    /** What {@code at} says in place of nothing, where something must be said. */
    public static final String LATEST = "latest";

    private static final Duration LATELY = Duration.ofMinutes(10);
    private static final double FASTEST = 1_000;
    private static final int MOST_ROUTES = 50;
    private static final int USUAL_ROUTES = 10;

    /** @throws dev.faultline.platform.wire.InvalidValue if a part is out of bounds, or says nothing without another */
    public LearnRequest {
        long sources = Stream.of(prometheus, file, content)
                .filter(each -> each != null)
                .count();
        Require.that(
                sources == 1, "", "must name one source: prometheus, file or content", sources == 0 ? "none" : sources);
        if (speed != null) {
            Require.that(
                    step != null, "speed", "must be given with step: it is a timeline that is played faster", speed);
            Require.between("speed", speed, 1 / FASTEST, FASTEST);
        }
        if (routes != null) {
            Require.that(by != null, "routes", "must be given with by, which says what is told apart", routes);
            Require.between("routes", routes, 1, MOST_ROUTES);
        }
        Duration lasts = prometheus != null && length == null ? LATELY : length;
        length = new Span(begin(at), lasts, step).length();
    }

    /**
     * Returns the time that is meant.
     *
     * @param now is the latest that can have been measured
     * @throws dev.faultline.platform.wire.InvalidValue if it is not over by then
     */
    Span span(Instant now) {
        Instant begin = begin(at);
        if (begin != null) {
            Require.that(!begin.isAfter(now), "at", "must not be in the future: it is " + now, begin);
        }
        if (prometheus == null || length == null) {
            return new Span(begin, length, step);
        }
        Instant from = begin == null ? now.minus(length) : begin;
        Require.that(
                !from.plus(length).isAfter(now),
                "for",
                "must end by now, which is "
                        + Durations.format(Duration.between(from, now).truncatedTo(ChronoUnit.SECONDS)) + " after at",
                Durations.format(length));
        return new Span(from, length, step);
    }

    private static @Nullable Instant begin(@Nullable String at) {
        if (at == null || at.equals(LATEST)) {
            return null;
        }
        try {
            return Instant.parse(at);
        } catch (DateTimeParseException e) {
            throw new InvalidValue(
                    "at", "must be an instant such as 2026-11-24T20:15:00Z, or latest", '"' + at + '"', e);
        }
    }

    /** Returns how much faster a timeline is played. */
    double pace() {
        return speed == null ? 1 : speed;
    }

    /** Returns the most routes that are told apart. */
    int mostRoutes() {
        return routes == null ? USUAL_ROUTES : routes;
    }
}
