package dev.faultline.load.api;

import dev.faultline.load.call.InjectorRelay;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.buffer.Buffer;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The control API of the injector, for those who reach only this process, such as the dashboard. */
@Path("/api/injector")
@Blocking
class InjectorResource {

    /** Nothing else of the injector's management port is to be had here. */
    private static final Pattern KNOWN =
            Pattern.compile("faults|faults/presets|faults/presets/[A-Za-z0-9][A-Za-z0-9._-]*|faults/preview|stats");

    private static final String REST = "/{rest:.+}";

    private final InjectorRelay injector;
    private final StateWatch watch;

    InjectorResource(InjectorRelay injector, StateWatch watch) {
        this.injector = injector;
        this.watch = watch;
    }

    /** Hands on the question what is in force. */
    @GET
    @Path(REST)
    public CompletionStage<Response> get(
            @PathParam("rest") String rest, @Context UriInfo uri, @Context HttpHeaders headers) {
        return ask(new InjectorRelay.Question("GET", path(rest, uri), handedOn(headers), null));
    }

    /** Hands on what is to be put in force. */
    @PUT
    @Path(REST)
    @Consumes(MediaType.WILDCARD)
    public CompletionStage<Response> put(
            byte[] body, @PathParam("rest") String rest, @Context UriInfo uri, @Context HttpHeaders headers) {
        return change("PUT", body, path(rest, uri), headers);
    }

    /** Hands on what is to be changed. */
    @PATCH
    @Path(REST)
    @Consumes(MediaType.WILDCARD)
    public CompletionStage<Response> patch(
            byte[] body, @PathParam("rest") String rest, @Context UriInfo uri, @Context HttpHeaders headers) {
        return change("PATCH", body, path(rest, uri), headers);
    }

    /** Hands on that all faults are to end. */
    @DELETE
    @Path(REST)
    public CompletionStage<Response> delete(
            @PathParam("rest") String rest, @Context UriInfo uri, @Context HttpHeaders headers) {
        return change("DELETE", new byte[0], path(rest, uri), headers);
    }

    private CompletionStage<Response> change(String method, byte[] body, String path, HttpHeaders headers) {
        if (body.length > InjectorRelay.LONGEST_BODY) {
            Response tooLong = Answers.problem(
                    413,
                    "Content Too Large",
                    "a document for the injector must have at most " + InjectorRelay.LONGEST_BODY + " bytes");
            return CompletableFuture.completedFuture(tooLong);
        }
        Buffer sent = body.length == 0 ? null : Buffer.buffer(body);
        return ask(new InjectorRelay.Question(method, path, handedOn(headers), sent))
                .whenComplete((done, failure) -> watch.lookNow());
    }

    private CompletionStage<Response> ask(InjectorRelay.Question question) {
        return injector.ask(question)
                .thenApply(InjectorResource::response)
                .exceptionally(failure -> Answers.problem(
                        502,
                        "Bad Gateway",
                        String.valueOf(InjectorRelay.cause(failure).getMessage())));
    }

    private static String path(String rest, UriInfo uri) {
        if (!KNOWN.matcher(rest).matches()) {
            throw new NotFoundException("the injector's " + rest + " is not to be had here; faults, faults/presets,"
                    + " faults/presets/NAME, faults/preview and stats are");
        }
        @Nullable String query = uri.getRequestUri().getRawQuery();
        return "/api/" + rest + (query == null ? "" : "?" + query);
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
