package dev.faultline.load.slo;

import dev.faultline.load.measure.Scope;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;

/**
 * How thresholds are written:
 *
 * <pre>
 * threshold  = [ series ":" ] figure [ "of" scope ] comparison bound { suffix }
 * series     = "http_req_duration" | "http_req_failed" | "http_reqs" | "dropped_iterations"
 * figure     = "success_rate" | "error_rate" | "share" | "count" | "rate" | time
 * time       = "avg" | "min" | "med" | "max" | "p" number | "p(" number ")"
 * scope      = "requests" | party | class
 * party      = "backend" | "injector" | "proxy" | "nobody"
 * class      = "ok" | "http-4xx" | "http-5xx" | "injected" | "proxy" | "refused" | "connect-timeout"
 *            | "dns" | "reset" | "close" | "truncated" | "timeout" | "shed"
 * comparison = ">=" | ">" | "<=" | "<" | "=" | "==" | "===" | "!="
 * bound      = amount | "split" | "baseline" [ "*" number ] [ "+" amount ]
 *            | "control" [ "*" number ] [ "+" amount | "-" amount ]
 * amount     = duration | number "%" | number
 * suffix     = "over" duration | "min_n" number
 * number     = digit { digit } [ "." digit { digit } ]
 * </pre>
 *
 * What goes with what is not in the grammar, but in {@link Figures} and in the refusals here.
 */
final class ThresholdGrammar {

    /** Longer than any sentence that makes sense. */
    static final int MAX_LENGTH = 200;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration LONGEST_TIME = Duration.ofDays(1);
    private static final double MOST_SAMPLES = 1e9;

    private final String text;
    private final Tokens tokens;

    private ThresholdGrammar(String text) {
        this.text = text;
        this.tokens = new Tokens(text);
    }

    static Threshold parse(String written) {
        if (written.length() > MAX_LENGTH) {
            throw new InvalidValue(
                    "", "must be a threshold of at most " + MAX_LENGTH + " characters", '"' + written + '"');
        }
        return new ThresholdGrammar(oneLine(written)).threshold();
    }

    private static String oneLine(String written) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char sign = written.charAt(i);
            boolean space = Character.isWhitespace(sign);
            if (!space) {
                line.append(sign);
            } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.toString().trim();
    }

    private Threshold threshold() {
        String word = tokens.take();
        String series = null;
        if (tokens.took(":")) {
            series = word;
            word = tokens.take();
        }
        Figures figures = new Figures(text, series);
        String figure = word.equals("p") && tokens.took("(") ? "p" + closed() : word;
        Metric metric = figures.metric(figure, tokens.took("of") ? figures.scope(tokens.take()) : null);
        String symbol = tokens.take();
        Comparison comparison = Comparison.of(symbol)
                .orElseThrow(() -> invalid(
                        "must be a threshold such as \"success_rate >= 99%\" or \"p95 of backend < baseline + 50ms\""));
        Bound bound = bound(metric, figures);
        Duration over = null;
        Long minSamples = null;
        while (!tokens.done()) {
            if (over == null && tokens.took("over")) {
                over = over();
            } else if (minSamples == null && tokens.took("min_n")) {
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
        String percent = tokens.take();
        if (!tokens.took(")")) {
            throw invalid("must close the bracket of p(N)");
        }
        return percent;
    }

    private Bound bound(Metric metric, Figures figures) {
        if (tokens.took("split")) {
            boolean promised = metric.unit() == Unit.SHARE && !(metric.of() instanceof Scope.In);
            Require.that(promised, "", "must compare a share with the split", quoted());
            return new Bound.OfSplit();
        }
        if (tokens.took("baseline")) {
            double factor = tokens.took("*") ? number(tokens.take()) : 1;
            double plus = tokens.took("+") ? amount(metric.unit(), figures) : 0;
            return new Bound.OfBaseline(factor, plus);
        }
        if (tokens.took("control")) {
            double factor = tokens.took("*") ? number(tokens.take()) : 1;
            double sign = tokens.took("-") ? -1 : tokens.took("+") ? 1 : 0;
            return new Bound.OfControl(factor, sign == 0 ? 0 : sign * amount(metric.unit(), figures));
        }
        return new Bound.Fixed(amount(metric.unit(), figures));
    }

    private double amount(Unit unit, Figures figures) {
        String amount = tokens.take();
        boolean percent = tokens.took("%");
        return switch (unit) {
            case SHARE -> share(amount, percent, figures);
            case TIME -> time(amount, percent);
            case COUNT, RATE -> {
                Require.that(!percent && isNumber(amount), "", "must compare it with a bare number", quoted());
                yield number(amount);
            }
        };
    }

    private double share(String amount, boolean percent, Figures figures) {
        boolean fraction = !percent && figures.fractions();
        double share = isNumber(amount) && (percent || fraction) ? number(amount) / (percent ? 100 : 1) : -1;
        if (share < 0 || share > 1) {
            throw invalid(
                    figures.fractions()
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
        Duration over = duration(tokens.take(), rule);
        boolean within = over.compareTo(SHORTEST) >= 0 && over.compareTo(LONGEST) <= 0;
        Require.that(within && over.equals(Duration.ofSeconds(over.toSeconds())), "", rule, quoted());
        return over;
    }

    private long minSamples() {
        String samples = tokens.take();
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

    /** Returns whether it is one of the grammar; twenty digits are more than a double holds. */
    static boolean isNumber(String written) {
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

    private InvalidValue invalid(String rule) {
        return new InvalidValue("", rule, quoted());
    }

    private String quoted() {
        return '"' + text + '"';
    }
}
