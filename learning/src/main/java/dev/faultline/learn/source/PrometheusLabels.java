package dev.faultline.learn.source;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Outcome;
import dev.faultline.learn.observe.Outcome.Broken;
import dev.faultline.learn.observe.Outcome.Grpc;
import dev.faultline.learn.observe.Outcome.Status;
import dev.faultline.learn.observe.Route;
import dev.faultline.load.measure.GrpcStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the labels of a series say, in the names that meshes and libraries have for it. What is foreign is never repeated. */
final class PrometheusLabels {

    private static final List<String> STATUS = List.of(
            "status_code",
            "http_status",
            "response_code",
            "envoy_response_code",
            "http_response_status_code",
            "http_status_code",
            "status",
            "code");

    private static final List<String> GRPC =
            List.of("grpc_status", "grpc_response_status", "grpc_code", "rpc_grpc_status_code");

    private static final List<String> PATH = List.of(
            "path", "uri", "http_route", "route", "url_path", "http_target", "handler", "endpoint", "request_path");

    private static final List<String> GRPC_SERVICE = List.of("grpc_service", "rpc_service");
    private static final List<String> GRPC_METHOD = List.of("grpc_method", "rpc_method");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
    private static final Pattern CLASS = Pattern.compile("([1-5])[xX][xX]");
    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    private PrometheusLabels() {}

    /** What a series counts, and what is to be said of that. */
    record Meaning(@Nullable Outcome outcome, @Nullable String note) {

        static final Meaning NONE = new Meaning(null, null);
    }

    /** Returns what became of the requests that a series counts. */
    static Meaning meaning(Map<String, String> labels) {
        Outcome grpc = grpc(first(labels, GRPC));
        if (grpc != null) {
            return new Meaning(grpc, null);
        }
        String status = first(labels, STATUS);
        String error = first(labels, List.of("error"));
        if (status == null || status.equals("0") || status.equals("000")) {
            return withoutStatus(labels, error);
        }
        if (NUMBER.matcher(status).matches()) {
            int code = Integer.parseInt(status);
            if (code < LOWEST || code > HIGHEST) {
                return new Meaning(null, "some statuses are none of HTTP: they are left out");
            }
            boolean broken = error != null && code < 400;
            return new Meaning(broken ? Broken.TRUNCATED : new Status(code), null);
        }
        var whole = CLASS.matcher(status);
        if (whole.matches()) {
            int code = Integer.parseInt(whole.group(1)) * 100;
            return new Meaning(new Status(code), "it tells classes of statuses: " + status + " is learned as " + code);
        }
        Outcome named = grpc(status);
        return named == null
                ? new Meaning(null, "some statuses are none of HTTP: they are left out")
                : new Meaning(named, null);
    }

    private static Meaning withoutStatus(Map<String, String> labels, @Nullable String error) {
        String kind = labels.get("class");
        if (kind != null) {
            for (Broken broken : Broken.values()) {
                if (broken.wire().equals(kind)) {
                    return new Meaning(broken, null);
                }
            }
            return new Meaning(Broken.UNKNOWN, null);
        }
        String flags = labels.getOrDefault("response_flags", "-");
        String said = error == null ? flags.equals("-") ? null : flags : error;
        boolean tells =
                STATUS.stream().anyMatch(labels::containsKey) || said != null || labels.containsKey("classification");
        if (!tells) {
            return new Meaning(null, "some series have no label for a status: they are left out");
        }
        return new Meaning(said == null ? Broken.UNKNOWN : broken(said), null);
    }

    /** By the words of Linkerd's proxy and of Envoy's response flags. */
    private static Outcome broken(String error) {
        String words = error.toUpperCase(Locale.ROOT);
        if (words.contains("TIMEOUT") || words.equals("DC") || words.equals("UT")) {
            return Broken.TIMEOUT;
        }
        if (words.contains("FAIL_FAST")
                || words.contains("FAILFAST")
                || words.contains("LOAD_SHED")
                || words.contains("UNAVAILABLE")) {
            return new Status(503);
        }
        if (words.contains("REFUSED") || words.equals("UF")) {
            return Broken.REFUSED;
        }
        boolean reset = words.contains("RESET")
                || words.startsWith("H2(")
                || words.equals("UC")
                || words.equals("LR")
                || words.equals("UR");
        return reset ? Broken.RESET : Broken.UNKNOWN;
    }

    private static @Nullable Outcome grpc(@Nullable String status) {
        if (status == null) {
            return null;
        }
        GrpcStatus[] all = GrpcStatus.values();
        for (int number = 0; number < all.length; number++) {
            GrpcStatus each = all[number];
            boolean own = each != GrpcStatus.OTHER && each != GrpcStatus.NONE;
            boolean same = status.equals(Integer.toString(number))
                    || status.replace("_", "").equalsIgnoreCase(each.name().replace("_", ""))
                    || (each == GrpcStatus.CANCELLED && status.equalsIgnoreCase("Canceled"));
            if (own && same) {
                return new Grpc(each);
            }
        }
        return null;
    }

    /** Returns the route that a series is about; null if it has no label for one. */
    static @Nullable Route route(Map<String, String> labels, By by) {
        if (by == By.PATH) {
            String path = first(labels, PATH);
            return path == null ? null : Route.ofPath(path);
        }
        String service = first(labels, GRPC_SERVICE);
        return service == null ? null : Route.ofGrpc(service, first(labels, GRPC_METHOD));
    }

    private static @Nullable String first(Map<String, String> labels, List<String> names) {
        for (String name : names) {
            String value = labels.get(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }
}
