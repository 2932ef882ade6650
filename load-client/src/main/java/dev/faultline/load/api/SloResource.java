package dev.faultline.load.api;

import dev.faultline.load.Objectives;
import dev.faultline.load.Splits;
import dev.faultline.load.measure.Windows;
import dev.faultline.load.slo.Promise;
import dev.faultline.load.slo.Reference;
import dev.faultline.load.split.SplitControl;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.StrictReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
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
        return answer(new SloQuestion(window, thresholds));
    }

    /** The same for who can only post: a webhook of Flagger, which may ask in the metadata of its body. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response post(
            @Nullable @QueryParam("window") String window,
            @QueryParam("threshold") List<String> thresholds,
            byte[] body) {
        SloQuestion question = new SloQuestion(window, thresholds);
        return answer(body.length == 0 ? question : question.with(json.tree(body)));
    }

    private Response answer(SloQuestion question) {
        Objectives asked = question.thresholds().isEmpty() ? configured : asked(question.thresholds());
        String window = question.window() == null ? WINDOW : question.window();
        Reference reference =
                Reference.to(splits.control().map(SplitControl::promise).orElse(Promise.UNKNOWN));
        SloAnswer answer = SloAnswer.of(asked.thresholds(), Lookback.of(windows, window), reference);
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
}
