package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Measured;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Route;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An access log of Apache or nginx: common or combined format with a duration, which is the last field or one that is named
 * {@code rt} or {@code request_time}. Nothing tells its unit but how it is written: a whole number is read as microseconds
 * ({@code %D}), one with a decimal point as seconds ({@code $request_time}), and {@code 25ms} as what it says.
 */
final class AccessLog implements FileFormat {

    /** That many lines may be something else before the first entry. */
    private static final int LINES_OF_HEAD = 100;

    private static final int LONGEST_LINE = 65_536;

    private static final Set<String> NAMES = Set.of("rt", "request_time");

    private static final int NO_STATUS = 0;
    private static final int SWITCHED = 101;
    private static final int NGINX_CLOSED = 444;
    private static final int NGINX_CALLER_LEFT = 499;

    @Override
    public String title() {
        return "access log";
    }

    @Override
    public boolean recognises(String head) {
        Parser parser = new Parser();
        return head.lines().limit(LINES_OF_HEAD).anyMatch(line -> parser.entry(line) != null);
    }

    @Override
    public boolean tellsRoutes() {
        return true;
    }

    @Override
    public void read(BufferedInputStream content, @Nullable By by, Observed.Recorder into) throws IOException {
        Parser parser = new Parser();
        Reading reading = new Reading(by, into);
        Lines lines = new Lines(content, LONGEST_LINE);
        for (String line = lines.next(); line != null; line = lines.next()) {
            Entry entry = lines.wasCut() ? null : parser.entry(line);
            if (entry != null) {
                reading.add(entry);
            } else if (!line.isBlank()) {
                reading.none++;
            }
        }
        reading.end();
    }

    /** How a duration was written. */
    private enum Unit {
        MICROSECONDS("microseconds, as Apache's %D"),
        SECONDS("seconds, as nginx's $request_time"),
        TOLD("");

        private final String meaning;

        Unit(String meaning) {
            this.meaning = meaning;
        }
    }

    /**
     * A duration.
     *
     * @param step what was cut off is less than that
     * @param named whether a name says that it is one
     */
    private record Took(long nanos, long step, Unit unit, boolean named) {

        /** Longer than any request, so that a field that is something else is not taken for one. */
        private static final long LONGEST = TimeUnit.DAYS.toNanos(1);

        private static final int MOST_DIGITS = 15;

        private static final Map<String, Long> SUFFIXES =
                Map.of("", 0L, "s", 1_000_000_000L, "ms", 1_000_000L, "us", 1_000L);

        /** Returns what the field says; null if that is no duration. */
        static @Nullable Took of(String field, boolean named) {
            int digits = digits(field, 0);
            boolean fraction = digits < field.length() && field.charAt(digits) == '.';
            int end = fraction ? digits(field, digits + 1) : digits;
            Long suffix = SUFFIXES.get(field.substring(end));
            if (digits == 0 || end > MOST_DIGITS || (fraction && end == digits + 1) || suffix == null) {
                return null;
            }
            Unit unit = suffix > 0 ? Unit.TOLD : fraction ? Unit.SECONDS : Unit.MICROSECONDS;
            long step = suffix > 0 ? suffix : fraction ? 1_000_000_000L : 1_000L;
            long value = Long.parseLong(field.substring(0, digits));
            if (value > LONGEST / step) {
                return null;
            }
            long nanos = value * step;
            for (int i = digits + 1; i < end && step > 1; i++) {
                step /= 10;
                nanos += step * (field.charAt(i) - '0');
            }
            return new Took(nanos, step, unit, named);
        }

        private static int digits(String field, int from) {
            int at = from;
            while (at < field.length() && isDigit(field.charAt(at))) {
                at++;
            }
            return at;
        }
    }

    /**
     * What a line says.
     *
     * @param request the request line, as it is written there
     * @param status {@value #NO_STATUS} if there was none
     * @param took null if the line does not tell
     */
    private record Entry(
            Instant at,
            String request,
            int status,
            @Nullable Took took) {

        /** Returns what was asked for: a path with its query; what is no path stays as it is. */
        String target() {
            int from = request.indexOf(' ') + 1;
            int to = request.lastIndexOf(" HTTP/");
            String target = from == 0 ? "" : request.substring(from, to < from ? request.length() : to);
            int authority = target.indexOf("://");
            if (authority < 0 || target.startsWith("/")) {
                return target;
            }
            int path = target.indexOf('/', authority + 3);
            return path < 0 ? "/" : target.substring(path);
        }
    }

    /** Reads lines by hand: there may be millions of them. */
    private static final class Parser {

        private static final List<String> MONTHS =
                List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
        private static final String TIME = "00/Mon/0000:00:00:00 +0000";

        /** Most lines have the time of the line before. */
        private String lastText = "";

        private Instant last = Instant.EPOCH;

        /** Returns what the line says; null if it is no entry. */
        @Nullable
        Entry entry(String line) {
            int open = line.indexOf('[');
            Instant at = null;
            while (open >= 0 && at == null) {
                at = line.startsWith("] \"", open + 1 + TIME.length()) ? time(line, open + 1) : null;
                open = at == null ? line.indexOf('[', open + 1) : open;
            }
            if (at == null) {
                return null;
            }
            int request = open + 1 + TIME.length() + 3;
            int quote = closingQuote(line, request);
            if (quote < 0) {
                return null;
            }
            int status = quote + 2;
            int afterStatus = endOfWord(line, status);
            int bytes = afterStatus + 1;
            int afterBytes = endOfWord(line, bytes);
            if (!isNumberOrDash(line, status, afterStatus) || !isNumberOrDash(line, bytes, afterBytes)) {
                return null;
            }
            return new Entry(
                    at, line.substring(request, quote), status(line, status, afterStatus), took(line, afterBytes));
        }

        private static int status(String line, int from, int to) {
            int status = to - from == 3 ? Integer.parseInt(line, from, to, 10) : NO_STATUS;
            return status >= 100 && status <= 599 ? status : NO_STATUS;
        }

        /** Looks for a field with a name, and takes the last one without: where one is quoted a caller may have written it. */
        private static @Nullable Took took(String line, int from) {
            Took found = null;
            int at = from;
            while (at < line.length()) {
                if (line.charAt(at) == ' ') {
                    at++;
                    continue;
                }
                int end;
                if (line.charAt(at) == '"') {
                    int quote = closingQuote(line, at + 1);
                    end = quote < 0 ? line.length() : quote + 1;
                    found = null;
                } else {
                    int equals = equalsSign(line, at);
                    boolean quoted = equals > 0 && line.startsWith("\"", equals + 1);
                    int quote = quoted ? closingQuote(line, equals + 2) : -1;
                    end = quote < 0 ? endOfWord(line, at) : quote + 1;
                    if (equals > 0 && NAMES.contains(line.substring(at, equals))) {
                        return Took.of(
                                quote < 0 ? line.substring(equals + 1, end) : line.substring(equals + 2, quote), true);
                    }
                    found = Took.of(line.substring(at, end), false);
                }
                at = end;
            }
            return found;
        }

        private static int equalsSign(String line, int from) {
            for (int i = from; i < line.length() && line.charAt(i) != ' '; i++) {
                if (line.charAt(i) == '=') {
                    return i;
                }
            }
            return -1;
        }

        /** Apache writes a quote as {@code \"}, nginx as {@code \x22}. */
        private static int closingQuote(String line, int from) {
            for (int i = from; i < line.length(); i++) {
                char c = line.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '"' && (i + 1 == line.length() || line.charAt(i + 1) == ' ')) {
                    return i;
                }
            }
            return -1;
        }

        private static int endOfWord(String line, int from) {
            int end = line.indexOf(' ', Math.min(from, line.length()));
            return end < 0 ? line.length() : end;
        }

        private static boolean isNumberOrDash(String line, int from, int to) {
            if (from >= to) {
                return false;
            }
            for (int i = from; i < to; i++) {
                if (!isDigit(line.charAt(i))) {
                    return to - from == 1 && line.charAt(i) == '-';
                }
            }
            return true;
        }

        private @Nullable Instant time(String line, int from) {
            if (line.startsWith(lastText, from) && !lastText.isEmpty()) {
                return last;
            }
            String text = line.substring(from, from + TIME.length());
            for (int i = 0; i < TIME.length(); i++) {
                char c = text.charAt(i);
                char form = TIME.charAt(i);
                boolean fits = isDigit(form)
                        ? isDigit(c)
                        : form == '+' ? c == '+' || c == '-' : Character.isLetter(form) || c == form;
                if (!fits) {
                    return null;
                }
            }
            int month = MONTHS.indexOf(text.substring(3, 6)) + 1;
            if (month == 0) {
                return null;
            }
            try {
                int sign = text.charAt(21) == '-' ? -1 : 1;
                ZoneOffset offset = ZoneOffset.ofHoursMinutes(sign * number(text, 22, 24), sign * number(text, 24, 26));
                last = LocalDateTime.of(
                                number(text, 7, 11),
                                month,
                                number(text, 0, 2),
                                number(text, 12, 14),
                                number(text, 15, 17),
                                // A leap second has no second of its own here.
                                Math.min(59, number(text, 18, 20)))
                        .toInstant(offset);
                lastText = text;
                return last;
            } catch (DateTimeException e) {
                return null;
            }
        }

        private static int number(String text, int from, int to) {
            return Integer.parseInt(text, from, to, 10);
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Adds entries and keeps in mind what is to be said of them. */
    private static final class Reading {

        /** So many targets are looked at once only. */
        private static final int MOST_KNOWN = 10_000;

        private static final int LONGEST_KNOWN = 500;

        private final @Nullable By by;
        private final Observed.Recorder into;
        private final Map<String, Route> known = new HashMap<>();
        private final Map<Route, Measured> ofSecond = new HashMap<>();
        private Instant second = Instant.MIN;
        private final EnumSet<Unit> last = EnumSet.noneOf(Unit.class);
        private final EnumSet<Unit> named = EnumSet.noneOf(Unit.class);
        private long none;
        private long withoutStatus;
        private long withoutDuration;
        private long left;
        private long closed;
        private long switched;
        private long longestOfMicroseconds;

        Reading(@Nullable By by, Observed.Recorder into) {
            this.by = by;
            this.into = into;
        }

        void add(Entry entry) {
            if (entry.status == NO_STATUS) {
                withoutStatus++;
                return;
            }
            Measured measured = measured(entry.at, by == null ? Route.ALL : route(entry.target(), by));
            if (measured == null) {
                return;
            }
            if (entry.status == NGINX_CALLER_LEFT) {
                left++;
                measured.add(Outcome.Broken.TIMEOUT, 1);
            } else if (entry.status == NGINX_CLOSED) {
                closed++;
                measured.add(Outcome.Broken.CLOSE, 1);
            } else {
                measured.add(new Outcome.Status(entry.status), 1);
                time(entry, measured);
            }
        }

        /** Many lines have the time of the line before: where they belong is looked up once. */
        private @Nullable Measured measured(Instant at, Route route) {
            if (!at.equals(second)) {
                second = at;
                ofSecond.clear();
            }
            Measured measured = ofSecond.get(route);
            if (measured == null) {
                measured = into.at(at, route);
                if (measured != null && ofSecond.size() < MOST_KNOWN) {
                    ofSecond.put(route, measured);
                }
            }
            return measured;
        }

        private void time(Entry entry, Measured measured) {
            Took took = entry.took;
            if (entry.status == SWITCHED) {
                switched++;
            } else if (took == null) {
                withoutDuration++;
            } else {
                measured.latency().addTime(took.nanos, took.step);
                (took.named ? named : last).add(took.unit);
                if (took.unit == Unit.MICROSECONDS) {
                    longestOfMicroseconds = Math.max(longestOfMicroseconds, took.nanos);
                }
            }
        }

        private Route route(String target, By how) {
            Route route = known.get(target);
            if (route == null) {
                route = how == By.PATH ? Route.ofPath(target) : method(target);
                if (known.size() >= MOST_KNOWN) {
                    known.clear();
                }
                // The longest ones would fill the memory, and come once.
                if (target.length() <= LONGEST_KNOWN) {
                    known.put(target, route);
                }
            }
            return route;
        }

        private static Route method(String target) {
            int slash = target.indexOf('/', 1);
            boolean call = target.startsWith("/") && slash > 1;
            return call ? Route.ofGrpc(target.substring(1, slash), target.substring(slash + 1)) : Route.ALL;
        }

        void end() {
            for (Unit unit : EnumSet.of(Unit.MICROSECONDS, Unit.SECONDS)) {
                if (last.contains(unit)) {
                    into.note("the last field is read as " + unit.meaning);
                }
                if (named.contains(unit)) {
                    into.note("the field of the request's time is read as " + unit.meaning);
                }
            }
            if (longestOfMicroseconds > 0 && longestOfMicroseconds < TimeUnit.MILLISECONDS.toNanos(1)) {
                into.note(
                        "no request took a millisecond by that: if the field is Apache's %T or %{ms}T, write %D instead");
            }
            if (last.contains(Unit.SECONDS) && into.span().step() != null) {
                into.note("nginx logs a request at its end: steps are right to within the longest request");
            }
            if (last.isEmpty() && named.isEmpty()) {
                into.note("the log has no durations: only statuses were learned");
            } else if (withoutDuration > 0) {
                into.note(lines(withoutDuration, "had no duration: only")
                        + (withoutDuration == 1 ? " its status was" : " their statuses were") + " learned");
            }
            if (by == By.GRPC_METHOD) {
                into.note("an access log tells HTTP statuses and not those of gRPC");
            }
            noteIf(left, "with nginx's status 499, the caller left before an answer: learned as timeout");
            noteIf(closed, "with nginx's status 444, closed without an answer: learned as close");
            noteIf(switched, "with status 101, whose duration is that of the connection: no time was learned");
            noteIf(withoutStatus, "had no status of HTTP and " + (withoutStatus == 1 ? "was" : "were") + " left out");
            noteIf(none, none == 1 ? "was no entry of an access log" : "were no entries of an access log");
        }

        private void noteIf(long count, String what) {
            if (count > 0) {
                into.note(lines(count, what));
            }
        }

        private static String lines(long count, String what) {
            return count + (count == 1 ? " line " : " lines ") + what;
        }
    }
}
