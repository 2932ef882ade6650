package dev.faultline.load.fortio;

import dev.faultline.load.plan.Arrival;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Protocol;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run that is asked for.
 *
 * @param labels for people
 * @param percentiles that the result is to state
 * @param connections as asked for; fortio's threads
 * @param exactly how many requests; 0 if the run ends by time
 */
public record RunRequest(LoadPlan plan, String labels, List<Double> percentiles, int connections, int exactly) {

    private static final double QPS = 8;
    private static final int CONNECTIONS = 4;
    private static final int IN_FLIGHT = 1_024;
    private static final Duration DURATION = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String PERCENTILES = "50,75,90,99,99.9";
    private static final int MOST_PERCENTILES = 20;
    private static final int MOST_REQUESTS = 1_000_000_000;
    private static final int LONGEST_LABELS = 1_000;
    private static final int CLOSED = 0;

    /**
     * Returns the run that the parameters ask for; what they leave out is as fortio has it.
     *
     * @throws InvalidValue naming the parameter
     */
    public static RunRequest of(Parameters parameters) {
        double qps = parameters.number("qps", QPS);
        qps = qps == -1 ? CLOSED : qps;
        Require.that(qps >= 0, "qps", "must be a rate, or 0 or -1 for as fast as possible", Require.plain(qps));
        int connections = parameters.whole("c", CONNECTIONS, Demand.MAX_CONCURRENCY);
        int exactly = parameters.text("n") == null ? 0 : parameters.whole("n", 1, MOST_REQUESTS);
        Require.that(exactly == 0 || qps > 0, "n", "must come with a qps above 0", exactly);
        String labels = parameters.text("labels") == null ? "" : String.valueOf(parameters.text("labels"));
        Require.that(labels.length() <= LONGEST_LABELS, "labels", "must have at most 1000 characters", labels.length());
        Demand demand = qps == CLOSED ? callers(connections) : rate(qps);
        LoadPlan plan = new LoadPlan(
                target(parameters.text("url")),
                demand,
                exactly == 0 ? time(parameters) : exactTime(exactly, qps),
                null,
                List.of(spec(parameters)),
                transport(parameters, connections),
                null);
        return new RunRequest(plan, labels, percentiles(parameters.text("p")), connections, exactly);
    }

    /** Returns the rate as text; {@code max} for as fast as possible. */
    String requestedQps() {
        Double rate = plan.demand().rate();
        return rate == null ? "max" : Require.plain(rate);
    }

    /** Returns the length as text. */
    String requestedDuration() {
        if (exactly > 0) {
            return "exactly " + exactly + " calls";
        }
        return plan.duration() == null ? "until stop" : Durations.format(plan.duration());
    }

    private static Demand rate(double qps) {
        try {
            return Demand.of(qps, Arrival.CONSTANT);
        } catch (InvalidValue e) {
            throw new InvalidValue("qps", e.rule(), e.value(), e);
        }
    }

    private static Demand callers(int connections) {
        return new Demand(null, null, null, connections);
    }

    private static Target target(@Nullable String url) {
        Require.present("url", url);
        String written = String.valueOf(url).trim();
        try {
            return Target.of(written.contains("://") ? written : "http://" + written);
        } catch (InvalidValue e) {
            throw e.within("url");
        }
    }

    private static @Nullable Duration time(Parameters parameters) {
        String time = parameters.text("t");
        if (time == null) {
            return DURATION;
        }
        if (!time.equals("on")) {
            Duration duration = Durations.parse("t", time);
            Require.between("t", duration, Duration.ofMillis(1), Duration.ofDays(30));
            return duration;
        }
        // Nobody could end it: the answer that tells its id would come after its end.
        Require.that(parameters.on("async"), "t", "must be a duration without async=on", "\"on\"");
        return null;
    }

    /** Requests are due each 1/qps, the first after one such time. */
    private static Duration exactTime(int exactly, double qps) {
        Duration time = Duration.ofNanos((long) Math.ceil(exactly * 1e9 / qps) + 1_000);
        Require.that(time.compareTo(Duration.ofDays(30)) <= 0, "n", "must take at most 30d at that qps", exactly);
        return time;
    }

    private static Transport transport(Parameters parameters, int connections) {
        String text = parameters.text("timeout");
        Duration timeout = text == null ? TIMEOUT : Durations.parse("timeout", text.trim());
        Protocol protocol = parameters.on("h2") ? Protocol.H2C : Protocol.HTTP1;
        return new Transport(protocol, connections, null, Math.max(IN_FLIGHT, connections), timeout);
    }

    private static RequestSpec spec(Parameters parameters) {
        Map<String, String> headers = new LinkedHashMap<>();
        boolean typed = false;
        for (String header : parameters.headers()) {
            int colon = header.indexOf(':');
            Require.that(colon > 0, "headers", "must be written as \"Name: value\"", '"' + header + '"');
            String name = header.substring(0, colon).trim();
            String value = header.substring(colon + 1).trim();
            headers.merge(name, value, (first, second) -> first + ", " + second);
            typed |= name.toLowerCase(Locale.ROOT).equals("content-type");
        }
        String payload = parameters.text("payload");
        if (payload != null && !typed) {
            headers.put("Content-Type", "application/octet-stream");
        }
        String method = parameters.text("X") == null ? (payload == null ? "GET" : "POST") : parameters.text("X");
        return new RequestSpec(1, method, null, headers, payload, null, null);
    }

    private static List<Double> percentiles(@Nullable String list) {
        List<Double> percentiles = new ArrayList<>();
        for (String each : (list == null ? PERCENTILES : list).split(",", MOST_PERCENTILES + 1)) {
            Require.that(percentiles.size() < MOST_PERCENTILES, "p", "must hold at most 20 percentiles", "more");
            String trimmed = each.trim();
            Require.that(
                    trimmed.matches("\\d{1,2}(\\.\\d{1,6})?|100"),
                    "p",
                    "must be percentiles such as 50,99.9",
                    '"' + trimmed + '"');
            percentiles.add(Double.parseDouble(trimmed));
        }
        return List.copyOf(percentiles);
    }
}
