package dev.faultline.load.slo;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which figures there are, and which of them k6's series have. */
final class Figures {

    private static final Scope SHED = new Scope.In(ResultClass.SHED);
    private static final Set<String> TIMES = Set.of("avg", "min", "med", "max", "p");

    private final String text;
    private final @Nullable Series series;

    /** What k6 calls what it measures, as far as it is measured here. */
    private enum Series {
        HTTP_REQ_DURATION("avg, min, med, max or p(N)"),
        HTTP_REQ_FAILED("rate"),
        HTTP_REQS("count or rate"),
        DROPPED_ITERATIONS("count or rate");

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

    /** @param series what stands before the colon; null if there is none */
    Figures(String text, @Nullable String series) {
        this.text = text;
        this.series = series == null
                ? null
                : Series.named(series)
                        .orElseThrow(() -> invalid("must speak of http_req_duration, http_req_failed, http_reqs or"
                                + " dropped_iterations where it has \"" + series + ":\"; tags are written as scopes,"
                                + " such as \"of http-5xx\""));
    }

    /** Returns whether shares may be bare fractions, as k6 writes them. */
    boolean fractions() {
        return series == Series.HTTP_REQ_FAILED;
    }

    /** Returns the scope of that name. */
    Scope scope(String name) {
        if (name.equals("requests")) {
            return Scope.REQUESTS;
        }
        // A party before a class of the same name: who answered is what proxies are asked about.
        return Answerer.named(name)
                .<Scope>map(Scope.By::new)
                .or(() -> Arrays.stream(ResultClass.values())
                        .filter(resultClass -> resultClass.wire().equals(name))
                        .findFirst()
                        .map(Scope.In::new))
                .orElseThrow(() -> invalid("must speak of requests, backend, injector, proxy, nobody or a class ("
                        + Arrays.stream(ResultClass.values())
                                .map(ResultClass::wire)
                                .collect(Collectors.joining(", "))
                        + ")"));
    }

    /**
     * Returns the figure of that name.
     *
     * @param of what it is asked of; null if that is not said
     */
    Metric metric(String figure, @Nullable Scope of) {
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
            scope = SHED;
        }
        Metric metric = percentile ? percentile(figure.substring(1), scope) : named(figure, scope);
        boolean counts = metric instanceof Share || metric instanceof Count || metric instanceof Rate;
        Require.that(counts || !Counted.isShed(scope), "", "must ask for the share, count or rate of shed", quoted());
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
            case "med" -> new Quantile(50, of);
            case "max" -> new Extreme(true, of);
            default ->
                throw invalid("must be a threshold such as \"p95 < 300ms\" on success_rate, error_rate, share, count,"
                        + " rate, avg, min, med, max or p(N)");
        };
    }

    private Metric share(Scope of) {
        boolean whose = of instanceof Scope.By || of instanceof Scope.In;
        Require.that(whose, "", "must say whose share, such as \"share of injector\"", quoted());
        return new Share(of);
    }

    private Metric percentile(String percent, Scope of) {
        // p999 is how everybody writes p(99.9).
        boolean shorthand = percent.length() > 2 && percent.startsWith("99") && percent.indexOf('.') < 0;
        String written = shorthand ? "99." + percent.substring(2) : percent;
        double number = ThresholdGrammar.isNumber(written) ? Double.parseDouble(written) : 0;
        if (!(number > 0 && number < 100)) {
            throw invalid("must ask for a percentile above 0 and below 100, such as p95 or p(99.9); p100 is max");
        }
        return new Quantile(number, of);
    }

    private InvalidValue invalid(String rule) {
        return new InvalidValue("", rule, quoted());
    }

    private String quoted() {
        return '"' + text + '"';
    }
}
