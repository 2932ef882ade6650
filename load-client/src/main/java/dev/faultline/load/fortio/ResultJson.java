package dev.faultline.load.fortio;

import dev.faultline.load.measure.Latencies;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.Scope;
import dev.faultline.load.measure.Shed;
import dev.faultline.load.measure.Tally;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a run in fortio's JSON. Durations count from the intended time. Statuses are not kept, so that
 * {@code RetCodes} stands for classes: 200, 400 and 500 for answers below 400, 500 and above, and -1 for no whole
 * answer; of what the injector or the proxy answered, 200 for all below 500.
 */
final class ResultJson {

    private ResultJson() {}

    static Map<String, Object> of(Run run, Tally tally, Duration elapsed) {
        RunRequest request = run.request();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("RunType", "HTTP");
        json.put("Labels", request.labels());
        json.put("StartTime", run.started().toString());
        json.put("RequestedQPS", request.requestedQps());
        json.put("RequestedDuration", request.requestedDuration());
        json.put("ActualQPS", elapsed.isZero() ? 0 : tally.sent() * 1e9 / elapsed.toNanos());
        json.put("ActualDuration", elapsed.toNanos());
        json.put("NumThreads", request.connections());
        json.put("Version", "faultline");
        Latencies all = tally.select(Scope.ATTEMPTS).latency();
        json.put("DurationHistogram", HistogramJson.of(all, request.percentiles()));
        json.put("ErrorsDurationHistogram", HistogramJson.of(errors(tally), request.percentiles()));
        json.put("Exactly", request.exactly());
        json.put("Jitter", false);
        json.put("Uniform", true);
        json.put("NoCatchUp", true);
        json.put("RunID", run.id());
        json.put("AccessLoggerInfo", "");
        json.put("ID", run.name());
        json.put("RetCodes", retCodes(tally));
        json.put("URL", request.plan().target().toString());
        json.put("NumConnections", request.connections());
        json.put("HTTPReqTimeOut", request.plan().timeout().toNanos());
        json.put("Faultline", more(tally));
        return json;
    }

    /** What fortio calls an error: whatever is no good answer. */
    private static Latencies errors(Tally tally) {
        Latencies errors = new Tally().select(Scope.ATTEMPTS).latency();
        for (ResultClass resultClass : ResultClass.values()) {
            if (resultClass != ResultClass.OK) {
                errors = errors.and(tally.select(new Scope.In(resultClass)).latency());
            }
        }
        return errors;
    }

    private static Map<String, Long> retCodes(Tally tally) {
        Map<String, Long> codes = new TreeMap<>();
        for (ResultClass resultClass : ResultClass.values()) {
            Scope scope = new Scope.In(resultClass);
            long count = tally.count(scope);
            long succeeded = tally.succeeded(scope);
            switch (resultClass) {
                case OK -> add(codes, "200", count);
                case HTTP_4XX -> add(codes, "400", count);
                case HTTP_5XX -> add(codes, "500", count);
                case INJECTED, PROXY -> {
                    add(codes, "200", succeeded);
                    add(codes, "500", count - succeeded);
                }
                case REFUSED, CONNECT_TIMEOUT, DNS, RESET, CLOSE, TRUNCATED, TIMEOUT, SHED -> add(codes, "-1", count);
            }
        }
        return codes;
    }

    private static void add(Map<String, Long> codes, String code, long count) {
        if (count > 0) {
            codes.merge(code, count, Long::sum);
        }
    }

    /** What fortio has no name for. */
    private static Map<String, Object> more(Tally tally) {
        return Map.of(
                "classes",
                tally.classes(),
                "shed",
                Map.of("late", tally.count(Shed.LATE), "full", tally.count(Shed.FULL)),
                "lag",
                tally.lag().figures());
    }
}
