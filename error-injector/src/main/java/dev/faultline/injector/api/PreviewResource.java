package dev.faultline.injector.api;

import dev.faultline.injector.control.PlanControl;
import dev.faultline.injector.decide.OutagePreview;
import dev.faultline.injector.when.Moment;
import dev.faultline.platform.http.QueryParameters;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What the plan in force has in store. */
@Path("/api/faults/preview")
final class PreviewResource {

    private static final String FROM = "from";
    private static final String TO = "to";
    private static final Duration HOUR = Duration.ofHours(1);

    /** More outages of one rule are no preview any more. */
    private static final int MOST = 1000;

    private final PlanControl control;
    private final InstantSource clock;

    /** What such an answer is like. */
    static final Preview EXAMPLE = new Preview(
            Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T12:02:00Z"),
            List.of(new OutagePreview.Foreseen(
                    "checkout", Instant.parse("2026-01-31T12:01:00Z"), Instant.parse("2026-01-31T12:01:15Z"))),
            false);

    /**
     * The answer.
     *
     * @param outages that begin before {@code to}, in the order of their starts
     * @param truncated whether there are more of them
     */
    record Preview(Instant from, Instant to, List<OutagePreview.Foreseen> outages, boolean truncated) {}

    PreviewResource(PlanControl control, InstantSource clock) {
        this.control = control;
        this.clock = clock;
    }

    /** Answers the outages between two moments, both instants or times from now. */
    @GET
    @QueryParameters.Extra({FROM, TO})
    @Operation(
            operationId = "previewFaults",
            summary = "The outages of the plan in force between two moments: instants, or times from now such as 10m")
    public Response preview(@Context UriInfo uri) {
        MultivaluedMap<String, String> query = uri.getQueryParameters();
        Instant now = clock.instant();
        Instant from = moment(FROM, query.getFirst(FROM), now, now);
        Instant to = moment(TO, query.getFirst(TO), from.plus(HOUR), now);
        Require.that(to.isAfter(from), TO, "must be after from, which is " + from, to);
        OutagePreview outlook = OutagePreview.of(control.plan(), from, to, MOST);
        return Responses.json(new Preview(from, to, outlook.outages(), outlook.truncated()));
    }

    private static Instant moment(String name, @Nullable String text, Instant otherwise, Instant now) {
        if (text == null) {
            return otherwise;
        }
        try {
            return Moment.of(text).from(now);
        } catch (InvalidValue e) {
            throw e.within(name);
        }
    }
}
