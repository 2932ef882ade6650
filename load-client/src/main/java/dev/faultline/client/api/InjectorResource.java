package dev.faultline.client.api;

import dev.faultline.client.control.InjectorRelay;
import dev.faultline.experiment.step.Condition;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The control API of the injector, for those who reach only this process, such as the dashboard. */
@Path("/api/injector")
@QueryParameters.Unchecked
@Blocking
class InjectorResource {

    /** Nothing else of the injector's management port is to be had here. */
    private static final Pattern KNOWN = Pattern.compile(
            "faults|faults/presets|faults/presets/[A-Za-z0-9][A-Za-z0-9._-]*|faults/preview|faults/revision|stats");

    private static final String REST = "/{rest:.+}";

    private final InjectorRelay injector;
    private final Event<FaultsChanged> changes;
    private final Steering steering;

    InjectorResource(InjectorRelay injector, Event<FaultsChanged> changes, Steering steering) {
        this.injector = injector;
        this.changes = changes;
        this.steering = steering;
    }

    /** Hands on the question what is in force. */
    @GET
    @Path(REST)
    @Operation(hidden = true)
    public CompletionStage<Response> get(
            @PathParam("rest") String rest, @Context UriInfo uri, @Context HttpHeaders headers) {
        return ask(new InjectorRelay.Question("GET", path(rest, uri), handedOn(headers), null));
    }

    /** Hands on what is to be put in force. */
    @PUT
    @Path(REST)
    @Consumes(MediaType.WILDCARD)
    @Operation(hidden = true)
    public CompletionStage<Response> put(
            byte[] body,
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            HttpServerRequest caller) {
        return change("PUT", "replaced", body, path(rest, uri), uri, headers, caller);
    }

    /** Hands on what is to be changed. */
    @PATCH
    @Path(REST)
    @Consumes(MediaType.WILDCARD)
    @Operation(hidden = true)
    public CompletionStage<Response> patch(
            byte[] body,
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            HttpServerRequest caller) {
        return change("PATCH", "changed", body, path(rest, uri), uri, headers, caller);
    }

    /** Hands on that all faults are to end. */
    @DELETE
    @Path(REST)
    @Operation(hidden = true)
    public CompletionStage<Response> delete(
            @PathParam("rest") String rest,
            @Context UriInfo uri,
            @Context HttpHeaders headers,
            HttpServerRequest caller) {
        return change("DELETE", "stopped", new byte[0], path(rest, uri), uri, headers, caller);
    }

    private CompletionStage<Response> change(
            String method,
            String how,
            byte[] body,
            String path,
            UriInfo uri,
            HttpHeaders headers,
            HttpServerRequest caller) {
        if (body.length > InjectorRelay.LONGEST_BODY) {
            Response tooLong = Responses.problem(
                    413,
                    "Content Too Large",
                    "a document for the injector must have at most " + InjectorRelay.LONGEST_BODY + " bytes");
            return CompletableFuture.completedFuture(tooLong);
        }
        if (!QueryParameters.isDryRun(uri)) {
            steering.claim(Condition.FAULTS, how, uri, caller);
        }
        Buffer sent = body.length == 0 ? null : Buffer.buffer(body);
        return ask(new InjectorRelay.Question(method, path, handedOn(headers), sent))
                .whenComplete((done, failure) -> changes.fire(new FaultsChanged()));
    }

    private CompletionStage<Response> ask(InjectorRelay.Question question) {
        return injector.ask(question)
                .thenApply(InjectorResource::response)
                .exceptionally(failure -> Responses.problem(
                        502,
                        "Bad Gateway",
                        String.valueOf(InjectorRelay.cause(failure).getMessage())));
    }

    private static String path(String rest, UriInfo uri) {
        if (!KNOWN.matcher(rest).matches()) {
            throw new NotFoundException("the injector's " + rest + " is not to be had here; faults, faults/presets,"
                    + " faults/presets/NAME, faults/preview, faults/revision and stats are");
        }
        String query = query(uri);
        return "/api/" + rest + (query.isEmpty() ? "" : "?" + query);
    }

    /** What a caller tells us alone is nothing that the injector knows. */
    private static String query(UriInfo uri) {
        @Nullable String query = uri.getRequestUri().getRawQuery();
        return query == null
                ? ""
                : Arrays.stream(query.split("&"))
                        .filter(each -> !each.equals(Steering.FORCE) && !each.startsWith(Steering.FORCE + "="))
                        .collect(Collectors.joining("&"));
    }

    private static Map<String, String> handedOn(HttpHeaders headers) {
        Map<String, String> some = new LinkedHashMap<>();
        for (String name : InjectorRelay.ASKED) {
            String value = headers.getHeaderString(name);
            if (value != null) {
                some.put(name, value);
            }
        }
        return some;
    }

    private static Response response(InjectorRelay.Answer answer) {
        Response.ResponseBuilder built =
                Response.status(answer.status()).entity(answer.body().getBytes());
        answer.headers().forEach(built::header);
        return built.build();
    }
}
