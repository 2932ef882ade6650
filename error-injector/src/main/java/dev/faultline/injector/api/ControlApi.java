package dev.faultline.injector.api;

import dev.faultline.injector.control.PlanControl;
import dev.faultline.platform.http.HttpDate;
import dev.faultline.platform.http.MetricsRoute;
import dev.faultline.platform.http.ProblemMapper;
import dev.faultline.platform.http.Responses;
import io.prometheus.client.CollectorRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What all answers of this API have in common: the date, and how problems are told. */
@Singleton
final class ControlApi implements ProblemMapper.Api {

    private static final Map<Pattern, String> ALLOWED = Map.of(
            Pattern.compile("/api/faults/?"), "GET, HEAD, OPTIONS, PUT, PATCH, DELETE",
            Pattern.compile("/api/faults/presets/[^/]+"), "GET, HEAD, OPTIONS, PUT");

    private static final String READ_ONLY = "GET, HEAD, OPTIONS";
    private static final int EARLY = 100;

    private final InstantSource clock;

    ControlApi(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Says in every answer what time it is here (RFC 9110, section 6.6.1). Faults expire, flap and ramp by this clock; a
     * client can see by it whether its own agrees.
     */
    void tellTheTime(@Observes Filters filters) {
        filters.register(
                context -> {
                    context.response().putHeader("Date", HttpDate.format(clock.instant()));
                    context.next();
                },
                EARLY);
    }

    /** Instead of one that only Micrometer knows: the route reads it, too. */
    @Produces
    @Singleton
    static CollectorRegistry collectors() {
        return new CollectorRegistry(true);
    }

    void showMetrics(@Observes Router router, CollectorRegistry registry) {
        MetricsRoute.addTo(router, registry);
    }

    @Override
    public String service() {
        return "injector";
    }

    @Override
    public String start() {
        return "the fault plan is at /api/faults";
    }

    @Override
    public Optional<String> allowed(String path) {
        return Optional.of(ALLOWED.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(READ_ONLY));
    }

    /** Answers a change that could not be shared with the other replicas. */
    @ServerExceptionMapper
    public Response unavailable(PlanControl.StoreUnavailable refusal) {
        return Responses.problem(503, "Service Unavailable", refusal.getMessage());
    }
}
