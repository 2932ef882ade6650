package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.LatencyBuckets;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Route;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * A histogram log of HdrHistogram ({@code .hlog}): a histogram for each interval. In our own each has a class of results as
 * its tag, see {@link dev.faultline.load.measure.WindowWriter.HistogramLog}; in others all are times of requests.
 */
final class HistogramLog implements FileFormat {

    private static final Pattern INTERVAL =
            Pattern.compile("(?m)^(?:Tag=[^,\\r\\n]{1,200},)?[0-9.]{1,30},[0-9.]{1,30},[0-9.]{1,30},D?HIST");

    private static final int COMMENTS = 4_096;
    private static final int LONGEST_LINE = 4 << 20;

    /** The year 5138. */
    private static final double LATEST_SECONDS = 1e11;

    /** An instant before that is one since the beginning of the log, which the log does not tell. */
    private static final Instant FIRST = Instant.parse("1980-01-01T00:00:00Z");

    /** What the classes are learned as whose statuses are known, more or less. */
    static final Map<ResultClass, Outcome> OUTCOMES = new EnumMap<>(Map.<ResultClass, Outcome>ofEntries(
            Map.entry(ResultClass.OK, new Outcome.Status(200)),
            Map.entry(ResultClass.HTTP_4XX, new Outcome.Status(400)),
            Map.entry(ResultClass.HTTP_5XX, new Outcome.Status(500)),
            Map.entry(ResultClass.REFUSED, Outcome.Broken.REFUSED),
            Map.entry(ResultClass.CONNECT_TIMEOUT, Outcome.Broken.CONNECT_TIMEOUT),
            Map.entry(ResultClass.DNS, Outcome.Broken.UNKNOWN),
            Map.entry(ResultClass.TLS, Outcome.Broken.TLS),
            Map.entry(ResultClass.RESET, Outcome.Broken.RESET),
            Map.entry(ResultClass.CLOSE, Outcome.Broken.CLOSE),
            Map.entry(ResultClass.TRUNCATED, Outcome.Broken.TRUNCATED),
            Map.entry(ResultClass.TIMEOUT, Outcome.Broken.TIMEOUT)));

    static final Map<String, ResultClass> CLASSES =
            Stream.of(ResultClass.values()).collect(Collectors.toMap(ResultClass::wire, each -> each));

    @Override
    public String title() {
        return "histogram log";
    }

    @Override
    public boolean recognises(String head) {
        return head.startsWith("#[Histogram log format version")
                || head.contains("\n#[Histogram log format version")
                || head.contains("\"StartTimestamp\",\"Interval_Length\"")
                || INTERVAL.matcher(head).find();
    }

    @Override
    public void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException {
        Reading reading = new Reading(nanosPerUnit(content, into), into);
        Times times = new Times();
        Lines lines = new Lines(content, LONGEST_LINE);
        for (String line = lines.next(); line != null; line = lines.next()) {
            String field = "line " + lines.number();
            Require.that(!lines.wasCut(), field, "must be at most 4 MiB", "longer");
            if (line.startsWith("#")) {
                times.comment(line, field);
            } else if (!line.isBlank() && !line.startsWith("\"")) {
                Interval interval = Interval.of(line, field);
                if (interval == null) {
                    // Whoever writes a log may have been stopped while writing.
                    Require.that(
                            lines.next() == null, field, "must be an interval of a histogram log", "something else");
                    into.note("the log ends in the middle of an interval, which is left out");
                    break;
                }
                reading.add(interval, times.at(interval.start), field);
            }
        }
        reading.end();
    }

    /** When intervals begin: in seconds since 1970, or since the beginning of the log. */
    private static final class Times {

        private static final Pattern COMMENT = Pattern.compile("#\\[(StartTime|BaseTime): ([0-9.]{1,30})[ \\]].*");

        /** Without a base, a time that is so much before the beginning is one since the beginning. */
        private static final double YEAR_SECONDS = 365 * 24 * 3600.0;

        private @Nullable Double base;
        private double began;

        void comment(String line, String field) {
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches()) {
                double seconds = seconds(comment.group(2), field);
                if (comment.group(1).equals("BaseTime")) {
                    base = seconds;
                } else {
                    began = seconds;
                }
            }
        }

        /** Returns when that is; null if the log does not tell. */
        @Nullable
        Instant at(double start) {
            double since = base != null ? base : start < began - YEAR_SECONDS ? began : 0;
            Instant at = Instant.ofEpochMilli(Math.round((since + start) * 1e3));
            return at.isBefore(FIRST) ? null : at;
        }
    }

    /**
     * What a line holds.
     *
     * @param start as it is written, in seconds
     * @param length in seconds
     */
    private record Interval(@Nullable String tag, double start, double length, Histogram times) {

        private static final Pattern LINE = Pattern.compile(
                "(?:Tag=([^,]{1,200}),)?([0-9.]{1,30}),([0-9.]{1,30}),[0-9.]{1,30},([A-Za-z0-9+/=]+)\\s*");

        /** Returns it; null if the line is none. */
        static @Nullable Interval of(String line, String field) {
            Matcher parts = LINE.matcher(line);
            Histogram times = parts.matches() ? histogram(parts.group(4)) : null;
            return times == null
                    ? null
                    : new Interval(
                            parts.group(1), seconds(parts.group(2), field), seconds(parts.group(3), field), times);
        }

        private static @Nullable Histogram histogram(String base64) {
            try {
                return Histogram.decodeFromCompressedByteBuffer(
                        ByteBuffer.wrap(Base64.getDecoder().decode(base64)), 0);
            } catch (DataFormatException
                    | IllegalArgumentException
                    | IndexOutOfBoundsException
                    | NegativeArraySizeException
                    | ArithmeticException
                    | BufferUnderflowException e) {
                return null;
            }
        }
    }

    private static double seconds(String text, String field) {
        try {
            double seconds = Double.parseDouble(text);
            Require.between(field, seconds, 0, LATEST_SECONDS);
            return seconds;
        } catch (NumberFormatException e) {
            throw new InvalidValue(field, "must have times in seconds", '"' + text + '"', e);
        }
    }

    /** Looks for a unit in the comments at the beginning. */
    private static double nanosPerUnit(BufferedInputStream content, Observed.Recorder into) throws IOException {
        content.mark(COMMENTS);
        String beginning = new String(content.readNBytes(COMMENTS), StandardCharsets.ISO_8859_1);
        content.reset();
        String comments = beginning
                .lines()
                .filter(line -> line.startsWith("#"))
                .collect(Collectors.joining("\n"))
                .toLowerCase(Locale.ROOT);
        if (comments.contains("nanosecond")) {
            return 1;
        }
        if (comments.contains("microsecond")) {
            return 1e3;
        }
        if (comments.contains("millisecond")) {
            return 1e6;
        }
        into.note("the log does not tell its unit: its values are read as nanoseconds, as HdrHistogram's own tools do");
        return 1;
    }

    /** Adds all that a histogram holds, as exactly as it does or nearly so. */
    static void addAll(Histogram histogram, double nanosPerUnit, String field, LatencyBuckets to) {
        for (HistogramIterationValue each : histogram.recordedValues()) {
            long value = histogram.lowestEquivalentValue(each.getValueIteratedTo());
            long unit = Math.round(histogram.sizeOfEquivalentValueRange(value) * nanosPerUnit);
            long nanos = JsonSummary.nanos((double) value, field, nanosPerUnit);
            to.addTime(nanos, unit, (double) each.getCountAddedInThisIterationStep());
        }
    }

    /** Adds intervals and keeps in mind what is to be said of them. */
    private static final class Reading {

        private final double nanosPerUnit;
        private final Observed.Recorder into;

        /** They are told at the end only, if all are known: else the shares of those that are would be wrong. */
        private final IdentityHashMap<Measured, Map<ResultClass, Double>> outcomes = new IdentityHashMap<>();

        private final Set<ResultClass> seen = EnumSet.noneOf(ResultClass.class);
        private boolean others;
        private boolean isCoarse;

        Reading(double nanosPerUnit, Observed.Recorder into) {
            this.nanosPerUnit = nanosPerUnit;
            this.into = into;
        }

        void add(Interval interval, @Nullable Instant at, String field) {
            double count = (double) interval.times.getTotalCount();
            ResultClass resultClass = interval.tag == null ? null : CLASSES.get(interval.tag);
            if (count == 0) {
                return;
            }
            if (resultClass == ResultClass.SHED) {
                seen.add(resultClass);
                return;
            }
            Measured measured = into.at(at, Route.ALL);
            if (measured == null) {
                return;
            }
            Duration step = into.span().step();
            isCoarse |= step != null && interval.length > step.toMillis() / 1e3;
            if (resultClass == null) {
                others = true;
            } else {
                seen.add(resultClass);
                outcomes.computeIfAbsent(measured, each -> new EnumMap<>(ResultClass.class))
                        .merge(resultClass, count, Double::sum);
            }
            if (resultClass == null || resultClass.isAnswer()) {
                addAll(interval.times, nanosPerUnit, field, measured.latency());
            }
        }

        void end() {
            String untold = seen.stream()
                    .filter(each -> each != ResultClass.SHED && !OUTCOMES.containsKey(each))
                    .map(ResultClass::wire)
                    .collect(Collectors.joining(", "));
            if (!untold.isEmpty()) {
                into.note("the log does not tell the statuses of what is " + untold
                        + ": only times were learned; attack --json tells both");
            } else if (others) {
                into.note("a histogram log without Faultline's tags tells no statuses");
            } else {
                outcomes.forEach((measured, counts) -> counts.forEach((resultClass, count) ->
                        measured.add(OUTCOMES.getOrDefault(resultClass, Outcome.Broken.UNKNOWN), count)));
                noteStatuses();
            }
            if (seen.contains(ResultClass.SHED)) {
                into.note("what is shed was never sent and is left out");
            }
            if (isCoarse) {
                into.note("intervals of the log are longer than the step: each counts at its beginning");
            }
        }

        private void noteStatuses() {
            String learned = OUTCOMES.entrySet().stream()
                    .filter(each -> each.getKey().isAnswer() && seen.contains(each.getKey()))
                    .map(each -> each.getKey().wire() + " as " + each.getValue().wire())
                    .collect(Collectors.joining(", "));
            if (!learned.isEmpty()) {
                into.note("the log tells classes and not statuses: " + learned);
            }
        }
    }
}
