package dev.faultline.learn.observe;

import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a source tells of a service.
 *
 * @param source who measured it, in a few words
 * @param from when it begins; null if the source does not tell
 * @param slices in the order of time, without a gap; one if no steps are told apart
 * @param notes what it could not tell, as sentences without the full stop
 */
public record Observed(String source, @Nullable Instant from, List<Slice> slices, List<String> notes) {

    /**
     * A part of the time.
     *
     * @param offset since the beginning
     * @param length zero if the source does not tell
     * @param routes what was measured, by the route if that was asked for; empty if nothing was
     */
    public record Slice(Duration offset, Duration length, Map<Route, Measured> routes) {

        /** Returns what was measured of all routes. */
        public Measured all() {
            Measured all = new Measured();
            routes.values().forEach(each -> all.add(each, 1));
            return all;
        }
    }

    public Observed {
        slices = List.copyOf(slices);
        notes = List.copyOf(notes);
    }

    /** Returns what was measured at any time, of all routes. */
    public Measured all() {
        Measured all = new Measured();
        slices.forEach(slice -> all.add(slice.all(), 1));
        return all;
    }

    /** Returns how long it lasted; zero if the source does not tell. */
    public Duration length() {
        Slice last = slices.get(slices.size() - 1);
        return last.offset.plus(last.length);
    }

    /** Gathers what a source tells, in any order. Confined to one thread. */
    public static final class Recorder {

        /** What is kept is bounded, however many paths a caller makes up. */
        private static final int MOST_ROUTES = 1_000;

        private static final int MOST_CELLS = 20_000;

        private final Span span;
        private final Map<Integer, Map<Route, Measured>> slices = new TreeMap<>();
        private final Set<Route> routes = new TreeSet<>();
        private final Set<String> notes = new LinkedHashSet<>();
        private @Nullable Instant begin;
        private @Nullable Instant end;
        private int cells;
        private double outside;

        public Recorder(Span span) {
            this.span = span;
            this.begin = span.from();
        }

        /** Returns the time that is asked for. */
        public Span span() {
            return span;
        }

        /** Notes what the source could not tell, once; a sentence without the full stop. */
        public void note(String sentence) {
            notes.add(sentence);
        }

        /**
         * Returns where to add what was measured at an instant; null if that is not within the span.
         *
         * @param at null if the source does not tell
         * @throws InvalidValue if steps are asked for and the source tells no times, or there would be too many
         */
        public @Nullable Measured at(@Nullable Instant at, Route route) {
            if (at == null) {
                Require.that(span.step() == null, "step", "must not be given: the source does not tell when", step());
                Require.that(
                        span.from() == null && span.length() == null,
                        "at",
                        "must not be given: the source does not tell when",
                        String.valueOf(span.from()));
                return cell(0, route);
            }
            Instant from = begin == null ? at : begin;
            begin = from;
            Duration since = Duration.between(from, at);
            // What had begun before the first that was written down belongs to the beginning.
            if (since.isNegative() && span.from() == null) {
                since = Duration.ZERO;
            }
            if (since.isNegative() || (span.length() != null && since.compareTo(span.length()) >= 0)) {
                outside++;
                return null;
            }
            end = end == null || at.isAfter(end) ? at : end;
            return cell(index(since), route);
        }

        private String step() {
            return span.step() == null ? "nothing" : Durations.format(span.step());
        }

        private int index(Duration since) {
            Duration step = span.step();
            if (step == null) {
                return 0;
            }
            long index = since.dividedBy(step);
            Require.that(
                    index < Span.MOST_STEPS,
                    "step",
                    "must not make more than " + Span.MOST_STEPS + " steps of what was measured",
                    Durations.format(step));
            return (int) index;
        }

        private Measured cell(int slice, Route wanted) {
            Map<Route, Measured> cellsOfSlice = slices.computeIfAbsent(slice, index -> new TreeMap<>());
            Route route = wanted;
            if (!cellsOfSlice.containsKey(route)) {
                boolean full = cells >= MOST_CELLS || (routes.size() >= MOST_ROUTES && !routes.contains(route));
                if (full && !route.equals(Route.ALL)) {
                    note("more than " + MOST_ROUTES + " paths: some are counted with the rest");
                    route = Route.ALL;
                } else {
                    routes.add(route);
                    cells++;
                }
            }
            return cellsOfSlice.computeIfAbsent(route, each -> new Measured());
        }

        /**
         * Returns all that was gathered.
         *
         * @throws InvalidValue if that is nothing
         */
        public Observed observed(String source) {
            boolean nothing = slices.values().stream()
                    .flatMap(slice -> slice.values().stream())
                    .allMatch(Measured::isEmpty);
            if (nothing) {
                String but = outside == 0 ? "none" : "none, but " + Math.round(outside) + " at other times";
                throw new InvalidValue(
                        source, "must hold requests" + (span.from() == null ? "" : " of that time"), but);
            }
            return new Observed(source, begin, inOrder(), new ArrayList<>(notes));
        }

        private List<Slice> inOrder() {
            Duration length = length();
            Duration step = span.step();
            if (step == null) {
                return List.of(new Slice(Duration.ZERO, length, slices.getOrDefault(0, Map.of())));
            }
            int count = Math.max(1, new Span(begin, length.compareTo(step) < 0 ? step : length, step).steps());
            List<Slice> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Duration offset = step.multipliedBy(i);
                Duration rest = length.minus(offset);
                Duration lasts = span.length() == null || rest.compareTo(step) > 0 ? step : rest;
                all.add(new Slice(offset, lasts, slices.getOrDefault(i, Map.of())));
            }
            return all;
        }

        /** As long as is asked for, else until a moment after the last. */
        private Duration length() {
            if (span.length() != null) {
                return span.length();
            }
            return begin == null || end == null
                    ? Duration.ZERO
                    : Duration.between(begin, end).plusSeconds(1);
        }
    }
}
