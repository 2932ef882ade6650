package dev.faultline.client.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.Problem;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a request that the server would refuse without a word, before the server sees it. */
@Singleton
class RequestSanityFilter {

    private static final int BEFORE_THE_SERVER = 100;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final ObjectMapper mapper;
    private final MemorySize most;

    RequestSanityFilter(
            ObjectMapper mapper, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most) {
        this.mapper = mapper;
        this.most = most;
    }

    void stand(@Observes Filters filters) {
        filters.register(this::look, BEFORE_THE_SERVER);
    }

    private void look(RoutingContext context) {
        HttpServerRequest request = context.request();
        String uri = complaint(request.uri());
        if (uri != null) {
            refuse(context, Problem.of(BAD_REQUEST, "Invalid URL", uri));
        } else if (isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH))) {
            refuse(
                    context,
                    Problem.of(
                            TOO_LARGE,
                            "Content Too Large",
                            "a document must have at most " + most.asLongValue() + " bytes"));
        } else {
            context.next();
        }
    }

    /** Returns how the character must be written that makes this no URI; null if it is one. */
    private static @Nullable String complaint(String uri) {
        try {
            URI unused = new URI(uri);
            return null;
        } catch (URISyntaxException e) {
            if (e.getIndex() < 0 || e.getIndex() >= uri.length()) {
                return "not a valid URL: " + e.getReason();
            }
            String wrong = uri.substring(e.getIndex(), uri.offsetByCodePoints(e.getIndex(), 1));
            StringBuilder escaped = new StringBuilder();
            for (byte each : wrong.getBytes(StandardCharsets.UTF_8)) {
                escaped.append(String.format(Locale.ROOT, "%%%02X", each));
            }
            return "in a URL " + wrong + " must be written as " + escaped + ", at character " + (e.getIndex() + 1);
        }
    }

    private boolean isTooLong(@Nullable String length) {
        return length != null && LENGTH.matcher(length).matches() && Long.parseLong(length) > most.asLongValue();
    }

    private void refuse(RoutingContext context, Problem problem) {
        // Who sends first and reads then must get to reading: a connection that is closed before is a reset.
        context.request().handler(unread -> {}).resume();
        context.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(json(problem));
    }

    private String json(Problem problem) {
        try {
            return mapper.writeValueAsString(problem);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses an {@code Accept} header that is none, before anybody tries to choose by it. */
    static class AcceptFilter {

        /** Returns the problem, or null to go on. */
        @ServerRequestFilter(preMatching = true)
        public @Nullable Response refuse(ContainerRequestContext request) {
            String given = request.getHeaderString("Accept");
            try {
                List<MediaType> ranges = request.getAcceptableMediaTypes();
                boolean whole = ranges.stream().noneMatch(AcceptFilter::isBroken);
                return whole ? null : problem(given);
            } catch (IllegalArgumentException | WebApplicationException e) {
                return problem(given);
            }
        }

        private static boolean isBroken(MediaType range) {
            return range.getType().isBlank() || range.getSubtype().isBlank();
        }

        private static Response problem(@Nullable String given) {
            return Responses.problem(
                    400, "Bad Request", "Accept must be media ranges such as text/html, was \"" + given + '"');
        }
    }
}
