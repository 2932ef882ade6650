package dev.faultline.load.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.Objectives;
import dev.faultline.load.Splits;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.slo.Reference;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import dev.faultline.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the last seconds were good enough: a probe for whoever can read a status code. */
@Path("/api/slo")
@Blocking
class SloResource {

    private static final String WINDOW = "30s";

    private final Windows windows;
    private final Splits splits;
    private final Objectives configured;
    private final StrictReader json;

    SloResource(Windows windows, Splits splits, Objectives configured, StrictReader json) {
        this.windows = windows;
        this.splits = splits;
        this.configured = configured;
        this.json = json;
    }

    /** Answers 200 while the thresholds are met, else 503; no data is never met. */
    @GET
    public Response get(
            @Nullable @QueryParam("window") String window, @QueryParam("threshold") List<String> thresholds) {
        return answer(window, thresholds);
    }

    /** The same for who can only post: a webhook of Flagger, which may ask in the metadata of its body. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response post(
            @Nullable @QueryParam("window") String window,
            @QueryParam("threshold") List<String> thresholds,
            byte[] body) {
        String wanted = window;
        List<String> all = new ArrayList<>(thresholds);
        if (body.length > 0) {
            JsonNode document = json.tree(body);
            Require.that(document.isObject(), "", "must be an object", document.getNodeType());
            // Other metadata is the caller's own business.
            for (Map.Entry<String, JsonNode> entry : document.path("metadata").properties()) {
                if (entry.getKey().equals("threshold") || entry.getKey().startsWith("threshold.")) {
                    all.add(text(entry));
                } else if (entry.getKey().equals("window") && wanted == null) {
                    wanted = text(entry);
                }
            }
        }
        return answer(wanted, all);
    }

    private Response answer(@Nullable String window, List<String> thresholds) {
        Objectives asked = thresholds.isEmpty() ? configured : asked(thresholds);
        Reference reference =
                Reference.to(splits.embedded().map(split -> split.promise()).orElse(Promise.UNKNOWN));
        SloAnswer answer =
                SloAnswer.of(asked.thresholds(), Lookback.of(windows, window == null ? WINDOW : window), reference);
        return Response.fromResponse(Answers.json(answer.met() ? 200 : 503, answer))
                .header("Cache-Control", "no-store")
                .build();
    }

    private static Objectives asked(List<String> thresholds) {
        try {
            return Objectives.of(thresholds);
        } catch (InvalidValue e) {
            // One alone needs no number.
            throw thresholds.size() == 1
                    ? new InvalidValue("threshold", e.rule(), thresholds.get(0), e)
                    : e.within("threshold");
        }
    }

    private static String text(Map.Entry<String, JsonNode> entry) {
        Require.that(entry.getValue().isTextual(), "metadata." + entry.getKey(), "must be a text", entry.getValue());
        return entry.getValue().textValue();
    }
}
