package dev.faultline.mesh.proxy;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.MeshCounts;
import dev.faultline.load.measure.MeshCounts.Series;
import dev.faultline.load.measure.MeshReading;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the page of metrics of a Linkerd proxy as it comes in: of {@code response_total} what it counted of the requests to
 * one Service, by {@code dst_service}, the backend that it chose; and how many of them a route of the Gateway API or a
 * ServiceProfile decided about, which have families of their own. All other lines, most of some hundred KB, are skipped at
 * their first differing byte. Lines that are none are skipped too. Confined to one thread.
 */
final class MetricsPage {

    private static final int RESPONSES = 0;
    private static final int STARTED = 1;
    private static final int BUILD = 2;
    private static final int HTTP_ROUTE = 3;
    private static final int GRPC_ROUTE = 4;
    private static final int PROFILE = 5;
    /** What the lines begin with that are read. */
    private static final byte[][] WANTED = {
        ascii("response_total{"),
        ascii("process_start_time_seconds "),
        ascii("proxy_build_info{"),
        ascii("outbound_http_route_backend_response_statuses_total{"),
        ascii("outbound_grpc_route_backend_response_statuses_total{"),
        ascii("route_response_total{")
    };

    private static final int ALL = (1 << WANTED.length) - 1;

    /** Longer than any line with names of Kubernetes. */
    private static final int LONGEST_LINE = 8 * 1024;

    private static final String UNNAMED = "unknown";
    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;
    private static final int LONGEST_NUMBER = 18;

    private final Authority authority;
    private final String injector;
    private final Names backends;
    private final Names errors;
    private final Map<Series, Long> counts = new HashMap<>();
    private long routed;
    private long profiled;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    /** A bit for each that the line may still begin with; none while it is skipped. */
    private int matching = ALL;

    private boolean linkerd;
    private String started = "";

    /** Keeps a set of names bounded: what is beyond the bound is {@link MeshCounts#OTHER}. Not threadsafe. */
    static final class Names implements UnaryOperator<String> {

        private final int most;
        private final Map<String, String> known = new HashMap<>();

        Names(int most) {
            this.most = most;
        }

        @Override
        public String apply(String name) {
            String kept = known.get(name);
            if (kept == null) {
                kept = known.size() < most ? name : MeshCounts.OTHER;
                if (known.size() < most) {
                    known.put(name, name);
                }
            }
            return kept;
        }
    }

    /**
     * @param authority of the Service that is asked
     * @param injector the Service of the error injector
     * @param backends keeps the names of backends, of this page and all before
     * @param errors keeps the names of errors
     */
    MetricsPage(Authority authority, String injector, Names backends, Names errors) {
        this.authority = authority;
        this.injector = injector;
        this.backends = backends;
        this.errors = errors;
    }

    /** Reads the next part of the page. */
    void read(byte[] part, int size) {
        int at = 0;
        while (at < size) {
            if (matching == 0) {
                while (at < size && part[at] != '\n') {
                    at++;
                }
                if (at == size) {
                    return;
                }
            }
            byte next = part[at++];
            if (next == '\n') {
                end();
            } else {
                add(next);
            }
        }
    }

    /** Ends the page, or a line of it. */
    void end() {
        if (has(RESPONSES)) {
            count(RESPONSES);
        } else if (has(HTTP_ROUTE)) {
            count(HTTP_ROUTE);
        } else if (has(GRPC_ROUTE)) {
            count(GRPC_ROUTE);
        } else if (has(PROFILE)) {
            count(PROFILE);
        } else if (has(STARTED)) {
            started = text(WANTED[STARTED].length, length).trim();
        } else if (has(BUILD)) {
            linkerd = true;
        }
        length = 0;
        matching = ALL;
    }

    /** Returns whether it is that of a Linkerd proxy. */
    boolean isLinkerd() {
        return linkerd;
    }

    /** Returns what was counted. */
    MeshReading reading() {
        return MeshReading.of(MeshCounts.of(counts), started, routed, profiled);
    }

    private void add(byte next) {
        for (int i = 0; i < WANTED.length; i++) {
            byte[] prefix = WANTED[i];
            if (length < prefix.length && prefix[length] != next) {
                matching &= ~(1 << i);
            }
        }
        if (length == LONGEST_LINE) {
            matching = 0;
        }
        if (matching != 0) {
            line[length++] = next;
        }
    }

    private boolean has(int prefix) {
        return (matching & 1 << prefix) != 0 && length >= WANTED[prefix].length;
    }

    /** Counts a line such as {@code response_total{direction="outbound",...} 5}. */
    private void count(int family) {
        Labels labels = new Labels();
        int at = WANTED[family].length;
        while (at < length && line[at] != '}') {
            int equals = find('=', at);
            if (equals + 1 >= length || line[equals + 1] != '"') {
                return;
            }
            int end = quote(equals + 2);
            if (end >= length) {
                return;
            }
            labels.put(text(at, equals), text(equals + 2, end));
            at = line[Math.min(end + 1, length - 1)] == ',' ? end + 2 : end + 1;
        }
        long value = number(text(Math.min(at + 1, length), length).trim());
        if (value < 0) {
            return;
        }
        if (family == PROFILE) {
            boolean asked = labels.dst != null && authority.is(labels.dst);
            profiled += asked && "outbound".equals(labels.direction) ? value : 0;
            return;
        }
        if (family != RESPONSES) {
            routed += labels.isParent(authority) ? value : 0;
            return;
        }
        if (labels.direction == null) {
            return;
        }
        linkerd = true;
        if (labels.direction.equals("outbound") && labels.authority != null && authority.is(labels.authority)) {
            counts.merge(series(labels), value, Long::sum);
        }
    }

    /** What is read of the labels of a line; null what it lacks. */
    private static final class Labels {
        private @Nullable String direction;
        private @Nullable String authority;
        private @Nullable String service;
        private @Nullable String status;
        private @Nullable String grpc;
        private @Nullable String error;
        private @Nullable String classification;
        private @Nullable String dst;
        private @Nullable String parentKind;
        private @Nullable String parentNamespace;
        private @Nullable String parentName;
        private @Nullable String parentPort;

        void put(String name, String value) {
            switch (name) {
                case "direction" -> direction = value;
                case "authority" -> authority = value;
                case "dst" -> dst = value;
                case "dst_service" -> service = value;
                case "status_code" -> status = value;
                case "grpc_status" -> grpc = value;
                case "error" -> error = value;
                case "classification" -> classification = value;
                case "parent_kind" -> parentKind = value;
                case "parent_namespace" -> parentNamespace = value;
                case "parent_name" -> parentName = value;
                case "parent_port" -> parentPort = value;
                default -> {
                    // Of which pod, and how it was reached, is not asked.
                }
            }
        }

        /** Returns whether the route is one of the Service that is asked. */
        boolean isParent(Authority asked) {
            return "Service".equals(parentKind)
                    && asked.is(parentName + "." + parentNamespace + ".svc.cluster.local:" + parentPort);
        }
    }

    private Series series(Labels labels) {
        String service = labels.service == null || labels.service.isEmpty() ? UNNAMED : labels.service;
        Answerer by = service.equals(injector)
                ? Answerer.INJECTOR
                : service.equals(UNNAMED) ? Answerer.UNKNOWN : Answerer.BACKEND;
        boolean success = "success".equals(labels.classification);
        String error = labels.error == null ? "" : labels.error;
        // A gRPC call is broken by its own status, whatever that of HTTP.
        boolean grpc = error.isEmpty() && !success && labels.grpc != null && !labels.grpc.isEmpty();
        return new Series(
                by,
                backends.apply(service),
                status(labels.status),
                errors.apply(grpc ? "grpc-" + labels.grpc : error),
                success);
    }

    private static String status(@Nullable String code) {
        if (code == null || code.isEmpty()) {
            return MeshCounts.NO_STATUS;
        }
        long number = number(code);
        return number >= LOWEST_STATUS && number <= HIGHEST_STATUS ? Long.toString(number) : MeshCounts.OTHER;
    }

    /** Returns the number; negative if it is none. */
    private static long number(String text) {
        boolean digits = !text.isEmpty()
                && text.length() <= LONGEST_NUMBER
                && text.chars().allMatch(sign -> sign >= '0' && sign <= '9');
        return digits ? Long.parseLong(text) : -1;
    }

    private int find(char wanted, int from) {
        int at = from;
        while (at < length && line[at] != wanted) {
            at++;
        }
        return at;
    }

    /** Returns where the quoted value ends; a backslash quotes the sign after it. */
    private int quote(int from) {
        int at = from;
        while (at < length && line[at] != '"') {
            at += line[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private String text(int from, int to) {
        return new String(line, from, to - from, StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
