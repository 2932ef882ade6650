package dev.faultline.injector.api;

import dev.faultline.injector.decide.Outlook;
import dev.faultline.injector.server.PlanStore;
import dev.faultline.injector.when.Moment;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
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

    private final PlanStore store;
    private final InstantSource clock;

    /** What such an answer is like. */
    static final Preview EXAMPLE = new Preview(
            Instant.parse("2026-01-31T12:00:00Z"),
            Instant.parse("2026-01-31T12:02:00Z"),
            List.of(new Outlook.Foreseen(
                    "checkout", Instant.parse("2026-01-31T12:01:00Z"), Instant.parse("2026-01-31T12:01:15Z"))),
            false);

    /**
     * The answer.
     *
     * @param outages that begin before {@code to}, in the order of their starts
     * @param truncated whether there are more of them
     */
    record Preview(Instant from, Instant to, List<Outlook.Foreseen> outages, boolean truncated) {}

    PreviewResource(PlanStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Answers the outages between two moments, both instants or times from now. */
    @GET
    @Operation(
            operationId = "previewFaults",
            summary = "The outages of the plan in force between two moments: instants, or times from now such as 10m")
    public Response preview(@Context UriInfo uri) {
        Query query = new Query(uri, Set.of(FROM, TO));
        Instant now = clock.instant();
        Instant from = moment(FROM, query.text(FROM), now, now);
        Instant to = moment(TO, query.text(TO), from.plus(HOUR), now);
        Require.that(to.isAfter(from), TO, "must be after from, which is " + from, to);
        Outlook outlook = Outlook.of(store.plan(), from, to, MOST);
        return Documents.answer(new Preview(from, to, outlook.outages(), outlook.truncated()));
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
