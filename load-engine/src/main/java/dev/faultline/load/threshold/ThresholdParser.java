package dev.faultline.load.threshold;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.threshold.Metric.Count;
import dev.faultline.load.threshold.Metric.ErrorRate;
import dev.faultline.load.threshold.Metric.Rate;
import dev.faultline.load.threshold.Metric.Share;
import dev.faultline.load.threshold.Metric.SuccessRate;
import dev.faultline.load.threshold.Metric.Unit;
import dev.faultline.load.threshold.TimeMetric.Extreme;
import dev.faultline.load.threshold.TimeMetric.Mean;
import dev.faultline.load.threshold.TimeMetric.Percentile;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How thresholds are written:
 *
 * <pre>
 * threshold  = [ series ":" ] figure [ "of" scope ] comparison bound { suffix }
 * series     = "http_req_duration" | "http_req_failed" | "http_reqs" | "dropped_iterations"
 * figure     = "success_rate" | "error_rate" | "share" | "count" | "rate" | time
 * time       = "avg" | "min" | "med" | "max" | "p" number | "p(" number ")"
 * scope      = "requests" | "request" name | party | class
 * party      = "backend" | "injector" | "proxy" | "nobody" | "unknown"
 * class      = "ok" | "http-4xx" | "http-5xx" | "unexpected" | "injected" | "proxy" | "refused"
 *            | "connect-timeout" | "dns" | "tls" | "reset" | "close" | "truncated" | "timeout" | "shed"
 * comparison = ">=" | ">" | "<=" | "<" | "=" | "==" | "===" | "!="
 * bound      = amount | "split" | "baseline" [ "*" number ] [ "+" amount ]
 *            | "control" [ "*" number ] [ "+" amount | "-" amount ]
 * amount     = duration | number "%" | number
 * suffix     = "over" duration | "min_n" number
 * name       = word | '"' words '"'
 * number     = digit { digit } [ "." digit { digit } ]
 * </pre>
 *
 * The grammar does not say what goes with what; the refusals here do.
 */
final class ThresholdParser {

    /** A name in quotes, a comparison, another sign, or a word; all but spaces. */
    private static final Pattern TOKEN = Pattern.compile("\"[^\"]*\"|[<>=!]+|[:*+()%\"]|[^ :*+()%<>=!\"]+");

    /** Longer than any threshold that makes sense. */
    static final int MAX_LENGTH = 200;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_TIME = Duration.ofDays(1);
    private static final double MOST_SAMPLES = 1e9;

    private final String text;
    private final List<String> tokens;
    private int next;
    private @Nullable Series series;

    private ThresholdParser(String text) {
        this.text = text;
        this.tokens = TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }

    static Threshold parse(String written) {
        if (written.length() > MAX_LENGTH) {
            throw new InvalidValue(
                    "", "must be a threshold of at most " + MAX_LENGTH + " characters", '"' + written + '"');
        }
        String oneLine = written.replaceAll("\\p{javaWhitespace}+", " ").trim();
        return new ThresholdParser(oneLine).threshold();
    }

    private Threshold threshold() {
        String named = take();
        String word = named;
        if (took(":")) {
            series = Series.named(word)
                    .orElseThrow(() -> invalid("must be about http_req_duration, http_req_failed, http_reqs or"
                            + " dropped_iterations where it has \"" + named + ":\"; tags are written as scopes,"
                            + " such as \"of http-5xx\""));
            word = take();
        }
        String figure = word.equals("p") && took("(") ? "p" + closed() : word;
        Metric metric = metric(figure, took("of") ? scope(take()) : null);
        String symbol = take();
        Comparison comparison = Comparison.of(symbol)
                .orElseThrow(() -> invalid(
                        "must be a threshold such as \"success_rate >= 99%\" or \"p95 of backend < baseline + 50ms\""));
        Bound bound = bound(metric);
        Duration over = null;
        Long minSamples = null;
        while (next < tokens.size()) {
            if (over == null && took("over")) {
                over = over();
            } else if (minSamples == null && took("min_n")) {
                minSamples = minSamples();
            } else {
                throw invalid("must end after its bound, or go on once with \"over 30s\" and once with \"min_n 100\"");
            }
        }
        Require.that(
                over == null || !(bound instanceof Bound.OfControl),
                "",
                "must compare with control on the whole, without \"over\"",
                quoted());
        return new Threshold(text, metric, comparison, bound, over, minSamples);
    }

    private String closed() {
        String percent = take();
        if (!took(")")) {
            throw invalid("must close the bracket of p(N)");
        }
        return percent;
    }

    /** Returns whether shares may be bare fractions, as k6 writes them. */
    private boolean fractions() {
        return series == Series.HTTP_REQ_FAILED;
    }

    /** Returns the scope of that name. */
    private Scope scope(String name) {
        if (name.equals("requests")) {
            return Scope.REQUESTS;
        }
        if (name.equals("request")) {
            return new Scope.Named(requestName());
        }
        // A party before a class of the same name: who answered is what proxies are asked about.
        return Answerer.named(name)
                .<Scope>map(Scope.By::new)
                .or(() -> Arrays.stream(ResultClass.values())
                        .filter(resultClass -> resultClass.wire().equals(name))
                        .findFirst()
                        .map(Scope.In::new))
                .orElseThrow(() -> invalid(
                        "must be about requests, request NAME, backend, injector, proxy, nobody, unknown or a class ("
                                + Arrays.stream(ResultClass.values())
                                        .map(ResultClass::wire)
                                        .collect(Collectors.joining(", "))
                                + ")"));
    }

    /** Takes the name of a request; one that is more than a word is quoted. */
    private String requestName() {
        String token = take();
        boolean quoted = token.length() > 2 && token.startsWith("\"") && token.endsWith("\"");
        boolean word = !token.isEmpty() && "\"<>=!:*+()%".indexOf(token.charAt(0)) < 0;
        if (!quoted && !word) {
            throw invalid(
                    "must name the request, such as \"of request checkout\" or in quotes where that is more than a word");
        }
        return quoted ? token.substring(1, token.length() - 1) : token;
    }

    /**
     * Returns the figure of that name.
     *
     * @param of what it is asked of; null if that is not said
     */
    private Metric metric(String figure, @Nullable Scope of) {
        boolean percentile = figure.startsWith("p") && figure.length() > 1;
        if (series != null) {
            Require.that(
                    series.has(percentile ? "p" : figure),
                    "",
                    "must ask " + series.wire() + " for its " + series.words,
                    quoted());
        }
        Scope scope = of == null ? Scope.ATTEMPTS : of;
        if (series == Series.DROPPED_ITERATIONS) {
            Require.that(of == null, "", "must ask for dropped_iterations without a scope", quoted());
            scope = Scope.SHED;
        }
        Metric metric = percentile ? percentile(figure.substring(1), scope) : named(figure, scope);
        boolean counts = metric instanceof Share || metric instanceof Count || metric instanceof Rate;
        Require.that(
                counts || !scope.equals(Scope.SHED), "", "must ask for the share, count or rate of shed", quoted());
        return metric;
    }

    private Metric named(String figure, Scope of) {
        return switch (figure) {
            case "success_rate" -> new SuccessRate(of);
            case "error_rate" -> new ErrorRate(of);
            case "share" -> share(of);
            case "count" -> new Count(of);
            case "rate" -> fractions() ? new ErrorRate(of) : new Rate(of);
            case "avg" -> new Mean(of);
            case "min" -> new Extreme(false, of);
            case "med" -> new Percentile(50, of);
            case "max" -> new Extreme(true, of);
            default ->
                throw invalid("must be a threshold such as \"p95 < 300ms\" on success_rate, error_rate, share, count,"
                        + " rate, avg, min, med, max or p(N)");
        };
    }

    private Metric share(Scope of) {
        boolean whose = of instanceof Scope.By || of instanceof Scope.In || of instanceof Scope.Named;
        Require.that(whose, "", "must say whose share, such as \"share of injector\"", quoted());
        return new Share(of);
    }

    private Metric percentile(String percent, Scope of) {
        // p999 is how everybody writes p(99.9).
        boolean shorthand = percent.length() > 2 && percent.startsWith("99") && percent.indexOf('.') < 0;
        String written = shorthand ? "99." + percent.substring(2) : percent;
        double number = isNumber(written) ? Double.parseDouble(written) : 0;
        if (!(number > 0 && number < 100)) {
            throw invalid("must ask for a percentile above 0 and below 100, such as p95 or p(99.9); p100 is max");
        }
        return new Percentile(number, of);
    }

    private Bound bound(Metric metric) {
        if (took("split")) {
            boolean single = metric.of() instanceof Scope.In || metric.of() instanceof Scope.Named;
            boolean expected = metric.unit() == Unit.SHARE && !single;
            Require.that(expected, "", "must compare a share with the split", quoted());
            return new Bound.OfSplit();
        }
        if (took("baseline")) {
            double factor = took("*") ? number(take()) : 1;
            double plus = took("+") ? amount(metric.unit()) : 0;
            return new Bound.OfBaseline(factor, plus);
        }
        if (took("control")) {
            double factor = took("*") ? number(take()) : 1;
            double sign = took("-") ? -1 : took("+") ? 1 : 0;
            return new Bound.OfControl(factor, sign == 0 ? 0 : sign * amount(metric.unit()));
        }
        return new Bound.Fixed(amount(metric.unit()));
    }

    private double amount(Unit unit) {
        String amount = take();
        boolean percent = took("%");
        return switch (unit) {
            case SHARE -> share(amount, percent);
            case TIME -> time(amount, percent);
            case COUNT, RATE -> {
                Require.that(!percent && isNumber(amount), "", "must compare it with a bare number", quoted());
                yield number(amount);
            }
        };
    }

    private double share(String amount, boolean percent) {
        boolean fraction = !percent && fractions();
        double share = isNumber(amount) && (percent || fraction) ? number(amount) / (percent ? 100 : 1) : -1;
        if (share < 0 || share > 1) {
            throw invalid(
                    fractions()
                            ? "must compare it with a fraction from 0 to 1, or with 0% to 100%"
                            : "must compare a share with 0% to 100%");
        }
        return share;
    }

    private double time(String amount, boolean percent) {
        if (!percent && isNumber(amount)) {
            return number(amount);
        }
        String rule = "must compare a time with a duration such as 300ms, or with milliseconds";
        if (percent || amount.isEmpty()) {
            throw invalid(rule);
        }
        Duration time = duration(amount, rule);
        Require.that(!time.isNegative() && time.compareTo(LONGEST_TIME) <= 0, "", rule + ", from 0 to 1d", quoted());
        return time.toNanos() / 1e6;
    }

    private Duration over() {
        String rule = "must look over whole seconds from 1s to 10m";
        Duration over = duration(take(), rule);
        boolean within = over.compareTo(SHORTEST) >= 0 && over.compareTo(LONGEST) <= 0;
        Require.that(within && over.equals(Duration.ofSeconds(over.toSeconds())), "", rule, quoted());
        return over;
    }

    private long minSamples() {
        String samples = take();
        double number = isNumber(samples) ? number(samples) : 0;
        boolean whole = number == Math.rint(number) && number >= 1 && number <= MOST_SAMPLES;
        Require.that(whole, "", "must have a min_n that is a whole number from 1 to 1000000000", quoted());
        return (long) number;
    }

    private Duration duration(String written, String rule) {
        try {
            return Durations.parse("", written);
        } catch (InvalidValue e) {
            throw new InvalidValue("", rule, quoted(), e);
        }
    }

    private double number(String written) {
        if (!isNumber(written)) {
            throw invalid("must have a number such as 1.5 where it has \"" + written + '"');
        }
        return Double.parseDouble(written);
    }

    /** Returns whether it is a number of the grammar; twenty digits are more than a double holds. */
    private static boolean isNumber(String written) {
        int point = written.indexOf('.');
        String whole = point < 0 ? written : written.substring(0, point);
        String part = point < 0 ? "0" : written.substring(point + 1);
        return digits(whole) && digits(part);
    }

    private static boolean digits(String written) {
        return !written.isEmpty()
                && written.length() <= 20
                && written.chars().allMatch(sign -> sign >= '0' && sign <= '9');
    }

    /** Returns the next token without taking it; empty after the last. */
    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    /** Takes the next token if it is that one. */
    private boolean took(String wanted) {
        boolean is = peek().equals(wanted);
        next += is ? 1 : 0;
        return is;
    }

    private InvalidValue invalid(String rule) {
        return new InvalidValue("", rule, quoted());
    }

    private String quoted() {
        return '"' + text + '"';
    }

    /** The k6 series that have a counterpart here. */
    private enum Series {
        HTTP_REQ_DURATION("avg, min, med, max or p(N)"),
        HTTP_REQ_FAILED("rate"),
        HTTP_REQS("count or rate"),
        DROPPED_ITERATIONS("count or rate");

        private static final Set<String> TIMES = Set.of("avg", "min", "med", "max", "p");

        private final String words;

        Series(String words) {
            this.words = words;
        }

        boolean has(String figure) {
            return switch (this) {
                case HTTP_REQ_DURATION -> TIMES.contains(figure);
                case HTTP_REQ_FAILED -> figure.equals("rate");
                case HTTP_REQS, DROPPED_ITERATIONS -> figure.equals("count") || figure.equals("rate");
            };
        }

        static Optional<Series> named(String name) {
            return Arrays.stream(values())
                    .filter(series -> series.wire().equals(name))
                    .findFirst();
        }

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
