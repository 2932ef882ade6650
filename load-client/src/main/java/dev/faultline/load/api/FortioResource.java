package dev.faultline.load.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.load.fortio.Busy;
import dev.faultline.load.fortio.Parameters;
import dev.faultline.load.fortio.Run;
import dev.faultline.load.fortio.RunRequest;
import dev.faultline.load.fortio.Runs;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * fortio's REST names for the load. What is wrong is told as fortio does. Who waits for the end of a run holds no thread.
 */
@Path("/fortio")
@Blocking
class FortioResource {

    /** Each holds a connection. */
    private static final int MOST_WAITING = 16;

    private static final Query STATUS = new Query(List.of("runid"), List.of());
    private static final Query STOP = new Query(List.of("runid", "wait"), List.of());

    private final Runs runs;
    private final StrictReader json;
    private final AtomicInteger waiting = new AtomicInteger();

    FortioResource(Runs runs, StrictReader json) {
        this.runs = runs;
        this.json = json;
    }

    /** Starts a run, as its query says, and answers with its result; with its number at once if async=on. */
    @GET
    @Path("/rest/run")
    public CompletionStage<Response> run(@Context UriInfo uri) {
        return start(uri, new byte[0]);
    }

    /** The same, as the JSON in the body says. */
    @POST
    @Path("/rest/run")
    @Consumes(MediaType.WILDCARD)
    public CompletionStage<Response> run(@Context UriInfo uri, byte[] body) {
        return start(uri, body);
    }

    /** Returns the runs that are under way, or the one of that number. */
    @GET
    @Path("/rest/status")
    public Response status(@Context UriInfo uri, @Nullable @QueryParam("runid") String runid) {
        try {
            STATUS.check(uri.getQueryParameters());
            long id = id(runid);
            Map<String, Object> statuses = new LinkedHashMap<>();
            runs.underWay().stream()
                    .filter(run -> id == 0 || run.id() == id)
                    .forEach(run -> statuses.put(Long.toString(run.id()), run.status()));
            return Answers.json(Map.of("Statuses", statuses));
        } catch (InvalidValue e) {
            return error(400, e.field(), e.getMessage());
        }
    }

    /** Stops the run of that number, or whichever is under way; with wait=on answers when its result is there. */
    @GET
    @Path("/rest/stop")
    public CompletionStage<Response> stop(
            @Context UriInfo uri,
            @Nullable @QueryParam("runid") String runid,
            @Nullable @QueryParam("wait") String wait) {
        boolean patient = wait != null && !wait.isEmpty() && !wait.equals("off") && !wait.equals("false");
        try {
            STOP.check(uri.getQueryParameters());
            long id = id(runid);
            Optional<Run> stopped = runs.stop(id);
            if (stopped.isEmpty()) {
                return CompletableFuture.completedFuture(Answers.json(reply(id, 0, "", "", "stopping")));
            }
            Run run = stopped.get();
            Response answer = Answers.json(reply(uri, run, patient ? "stopped" : "stopping"));
            return patient ? await(run, done -> answer) : CompletableFuture.completedFuture(answer);
        } catch (InvalidValue e) {
            return CompletableFuture.completedFuture(error(400, e.field(), e.getMessage()));
        }
    }

    /** The same for who posts. */
    @POST
    @Path("/rest/stop")
    public CompletionStage<Response> stopByPost(
            @Context UriInfo uri,
            @Nullable @QueryParam("runid") String runid,
            @Nullable @QueryParam("wait") String wait) {
        return stop(uri, runid, wait);
    }

    /** Returns a result that is kept. */
    @GET
    @Path("/data/{name}.json")
    public Response data(@PathParam("name") String name) {
        return runs.find(name)
                .filter(run -> run.result().isDone() && !run.result().isCompletedExceptionally())
                .map(run -> Answers.json(run.result().join()))
                .orElseGet(() -> error(404, "no result", "there is no result " + name + ", or not yet"));
    }

    private CompletionStage<Response> start(UriInfo uri, byte[] body) {
        try {
            String jsonPath = uri.getQueryParameters().getFirst("jsonPath");
            JsonNode given =
                    body.length == 0 ? JsonNodeFactory.instance.objectNode() : Parameters.at(json.tree(body), jsonPath);
            Parameters parameters = new Parameters(uri.getQueryParameters(), given);
            RunRequest request = RunRequest.of(parameters);
            boolean async = parameters.on("async");
            Run run = runs.start(request);
            return async
                    ? CompletableFuture.completedFuture(Answers.json(reply(uri, run, "started")))
                    : await(run, Answers::json);
        } catch (InvalidValue e) {
            return CompletableFuture.completedFuture(error(400, e.field(), e.getMessage()));
        } catch (Busy e) {
            return CompletableFuture.completedFuture(error(409, "busy", e.getMessage()));
        }
    }

    private CompletionStage<Response> await(Run run, Function<Object, Response> answer) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(
                    error(503, "busy", "too many wait for the end of run " + run.id() + "; use async=on"));
        }
        return run.result().handle((result, failure) -> {
            waiting.decrementAndGet();
            return failure == null ? answer.apply(result) : error(500, "run failed", String.valueOf(failure));
        });
    }

    private static Map<String, Object> reply(UriInfo uri, Run run, String message) {
        String url = uri.getBaseUriBuilder()
                .path("fortio/data/" + run.name() + ".json")
                .build()
                .toString();
        return reply(run.id(), 1, run.name(), url, message);
    }

    private static Map<String, Object> reply(long id, int count, String name, String url, String message) {
        Map<String, Object> reply = new LinkedHashMap<>();
        reply.put("message", message);
        reply.put("RunID", id);
        reply.put("Count", count);
        reply.put("ResultID", name);
        reply.put("ResultURL", url);
        return reply;
    }

    private static Response error(int status, String message, String exception) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("error", true);
        error.put("message", message);
        error.put("exception", exception);
        return Answers.json(status, error);
    }

    private static long id(@Nullable String runid) {
        if (runid == null || runid.isEmpty()) {
            return 0;
        }
        Require.that(runid.matches("\\d{1,18}"), "runid", "must be a whole number", '"' + runid + '"');
        return Long.parseLong(runid);
    }
}
