package dev.faultline.backend;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /server-status}: for monitors that read Apache's {@code server-status?auto}, those of its lines that
 * mean something here. Like Apache's, its own request is one of those in flight.
 */
@Singleton
final class ServerStatus {

    private static final Pattern VERSIONED =
            Pattern.compile("([^/]+)/(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?((?:[^\\d].*)?)");

    /** Of this service, without what marks a build that is not released. */
    private static final String VERSION = ConfigProvider.getConfig()
            .getOptionalValue("quarkus.application.version", String.class)
            .map(version -> version.split("-", 2)[0])
            .orElse("0.0.0");

    private final Settings settings;
    private final Traffic traffic;
    private final String transport;

    ServerStatus(Settings settings, Traffic traffic, Vertx vertx) {
        this.settings = settings;
        this.traffic = traffic;
        this.transport = vertx.isNativeTransportEnabled() ? "vertx-epoll" : "vertx-nio";
    }

    void answer(RoutingContext context) {
        long cpuNanos =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
        long seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=ISO-8859-1")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(text(settings, transport, traffic, seconds, cpuNanos));
    }

    /**
     * Returns the lines, in Apache's order. Averages over nothing are left out, as Apache does.
     *
     * @param transport what moves the bytes
     * @param seconds since the start
     * @param cpuNanos CPU time that this process has used; below zero if not known
     */
    static String text(Settings settings, String transport, Traffic traffic, long seconds, long cpuNanos) {
        long accesses = traffic.ended();
        long kilobytes = traffic.bytes() / 1024;
        long millis = traffic.nanos() / 1_000_000;
        int busy = traffic.inFlight();
        int idle = Math.max(0, settings.maxInFlight() - busy);
        StringBuilder text = new StringBuilder(512 + busy + idle);
        line(text, "ServerVersion", versioned(settings.server()));
        line(text, "ServerMPM", transport);
        line(text, "ServerUptimeSeconds", seconds);
        line(text, "Total Accesses", accesses);
        line(text, "Total kBytes", kilobytes);
        line(text, "Total Duration", millis);
        if (cpuNanos >= 0 && seconds > 0) {
            line(text, "CPULoad", decimal(cpuNanos / 1e9 / seconds * 100));
        }
        line(text, "Uptime", seconds);
        if (seconds > 0) {
            line(text, "ReqPerSec", decimal((double) accesses / seconds));
            line(text, "BytesPerSec", decimal(kilobytes * 1024.0 / seconds));
        }
        if (accesses > 0) {
            line(text, "BytesPerReq", decimal(kilobytes * 1024.0 / accesses));
            line(text, "DurationPerReq", decimal((double) millis / accesses));
        }
        line(text, "BusyWorkers", busy);
        line(text, "IdleWorkers", idle);
        line(text, "ConnsTotal", traffic.connections());
        line(text, "Scoreboard", "W".repeat(busy) + "_".repeat(idle));
        return text.toString();
    }

    /**
     * Returns the name of the server as Apache writes its own, {@code NAME/x.y.z}: exporters take it apart without looking.
     * What it says of a version is completed, and this service's own stands in for one that is missing.
     */
    static String versioned(String server) {
        Matcher parts = VERSIONED.matcher(server);
        if (parts.matches()) {
            return parts.group(1) + "/" + parts.group(2) + "." + orZero(parts.group(3)) + "." + orZero(parts.group(4))
                    + parts.group(5);
        }
        return server.split("/", 2)[0].strip() + "/" + VERSION;
    }

    private static String orZero(@Nullable String part) {
        return part == null ? "0" : part;
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key).append(": ").append(value).append('\n');
    }

    /** Returns the number with six significant digits, as Apache's {@code %g} has them. */
    private static String decimal(double value) {
        return new BigDecimal(value)
                .round(new MathContext(6))
                .stripTrailingZeros()
                .toPlainString();
    }
}
