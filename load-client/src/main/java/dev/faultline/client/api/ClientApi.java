package dev.faultline.client.api;

import dev.faultline.client.control.StoreUnavailable;
import dev.faultline.load.split.SplitFailed;
import dev.faultline.platform.http.ProblemMapper;
import dev.faultline.platform.http.Responses;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** What problems say of this API, beside what every control API says alike. */
@Singleton
final class ClientApi implements ProblemMapper.Api {

    private static final String CHANGEABLE = "GET, HEAD, OPTIONS, PUT, PATCH, DELETE";
    private static final String POSTABLE = "GET, HEAD, OPTIONS, POST";

    private static final Map<Pattern, String> ALLOWED = Map.of(
            Pattern.compile("/api/load/?"),
            CHANGEABLE,
            Pattern.compile("/api/injector/.+"),
            CHANGEABLE,
            Pattern.compile("/api/split/?"),
            "GET, HEAD, OPTIONS, PUT",
            Pattern.compile("/api/(?:slo|experiments)/?"),
            POSTABLE,
            Pattern.compile("/api/(?:kill-switch|learn)/?"),
            "OPTIONS, POST",
            Pattern.compile("/api/experiments/(?!(?:ready|schema\\.json|compare)/?$)[^/]+/?"),
            "GET, HEAD, OPTIONS, DELETE");

    private static final String READ_ONLY = "GET, HEAD, OPTIONS";

    @Override
    public String service() {
        return "client";
    }

    @Override
    public String start() {
        return "the load plan is at /api/load, its figures are at /api/stats";
    }

    @Override
    public Optional<String> allowed(String path) {
        return Optional.of(ALLOWED.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(READ_ONLY));
    }

    @ServerExceptionMapper
    public Response failed(SplitFailed failed) {
        return switch (failed.reason()) {
            case MISSING -> Responses.problem(404, "No such split", failed.getMessage());
            case FORBIDDEN -> Responses.problem(403, "The split may not be touched", failed.getMessage());
            case TAKEN -> Responses.problem(409, "The split is taken", failed.getMessage());
            case UNFIT -> Responses.problem(409, "The split can't be steered", failed.getMessage());
            case UNREACHABLE -> Responses.problem(503, "The split can't be reached", failed.getMessage());
        };
    }

    @ServerExceptionMapper
    public Response notKept(StoreUnavailable e) {
        return Responses.problem(503, "Service Unavailable", String.valueOf(e.getMessage()));
    }
}
