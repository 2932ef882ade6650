package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How thresholds are written:
 *
 * <pre>
 * threshold = metric [ "of" party ] comparison bound
 * metric    = "success_rate" | "share" | "p" number | "p(" number ")"
 * party     = "backend" | "injector" | "proxy" | "nobody"          ("share" needs one)
 * comparison = ">=" | ">" | "<=" | "<" | "=" | "=="
 * bound     = number "%" | duration | "split" | "baseline" [ "*" number ] [ "+" ( duration | number "%" ) ]
 * </pre>
 */
final class ThresholdGrammar {

    private static final Pattern THRESHOLD = Pattern.compile(
            "\\s*(\\w+(?:\\([\\d.]+\\))?|p[\\d.]+)(?:\\s+of\\s+(\\w+))?\\s*(>=|<=|==|=|<|>)\\s*(.*\\S)\\s*");
    private static final Pattern PERCENTILE = Pattern.compile("p\\(?(\\d{1,2}(?:\\.\\d{1,6})?|99\\d{1,4})\\)?");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?)\\s*%");
    private static final Pattern BASELINE =
            Pattern.compile("baseline(?:\\s*\\*\\s*(\\d{1,6}(?:\\.\\d{1,6})?))?(?:\\s*\\+\\s*(\\S+))?");
    private static final String RULE =
            "must be a threshold such as \"success_rate >= 99%\" or \"p95 of backend < baseline + 50ms\"";

    private ThresholdGrammar() {}

    static Threshold parse(String text) {
        Matcher parts = THRESHOLD.matcher(text);
        if (!parts.matches()) {
            throw invalid(text);
        }
        Metric metric = metric(text, parts.group(1), party(text, parts.group(2)));
        Comparison comparison = Comparison.of(parts.group(3).equals("==") ? "=" : parts.group(3));
        return new Threshold(text.trim(), metric, comparison, bound(text, metric, parts.group(4)));
    }

    private static @Nullable Answerer party(String text, @Nullable String name) {
        if (name == null) {
            return null;
        }
        return Answerer.named(name)
                .orElseThrow(() ->
                        new InvalidValue("", "must speak of backend, injector, proxy or nobody", '"' + text + '"'));
    }

    private static Metric metric(String text, String name, @Nullable Answerer of) {
        if (name.equals("success_rate")) {
            return new SuccessRate(of);
        }
        if (name.equals("share")) {
            if (of == null) {
                throw new InvalidValue("", "must say whose share, such as \"share of injector\"", '"' + text + '"');
            }
            return new Share(of);
        }
        Matcher percentile = PERCENTILE.matcher(name);
        if (!percentile.matches()) {
            throw invalid(text);
        }
        String percent = percentile.group(1);
        // p999 is how everybody writes p(99.9).
        boolean shorthand = percent.length() > 2 && percent.indexOf('.') < 0;
        return new Quantile(
                Double.parseDouble(shorthand ? percent.substring(0, 2) + "." + percent.substring(2) : percent), of);
    }

    private static Bound bound(String text, Metric metric, String bound) {
        if (bound.equals("split")) {
            Require.that(metric.isShare(), "", "must compare a share with the split", '"' + text + '"');
            return new Bound.OfSplit();
        }
        Matcher baseline = BASELINE.matcher(bound);
        if (baseline.matches()) {
            double factor = baseline.group(1) == null ? 1 : Double.parseDouble(baseline.group(1));
            double plus = baseline.group(2) == null ? 0 : number(text, metric, baseline.group(2));
            return new Bound.OfBaseline(factor, plus);
        }
        return new Bound.Fixed(number(text, metric, bound));
    }

    private static double number(String text, Metric metric, String number) {
        Matcher percent = PERCENT.matcher(number);
        if (metric.isShare()) {
            if (!percent.matches() || Double.parseDouble(percent.group(1)) > 100) {
                throw new InvalidValue("", "must compare a share with 0% to 100%", '"' + text + '"');
            }
            return Double.parseDouble(percent.group(1)) / 100;
        }
        try {
            return Durations.parse("", number).toNanos() / 1e6;
        } catch (InvalidValue e) {
            throw new InvalidValue("", "must compare a time with a duration such as 300ms", '"' + text + '"', e);
        }
    }

    private static InvalidValue invalid(String text) {
        return new InvalidValue("", RULE, '"' + text + '"');
    }
}
