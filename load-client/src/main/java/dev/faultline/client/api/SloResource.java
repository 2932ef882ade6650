package dev.faultline.client.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.experiment.report.Summary;
import dev.faultline.load.measure.Window;
import dev.faultline.load.measure.WindowHistory;
import dev.faultline.load.split.ConfiguredSplit;
import dev.faultline.load.split.ExpectedShare;
import dev.faultline.load.split.SplitControl;
import dev.faultline.load.threshold.Objectives;
import dev.faultline.load.threshold.Reference;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import dev.faultline.load.threshold.TimedTally;
import dev.faultline.platform.http.Responses;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.UnknownName;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Whether the last seconds were good enough: a probe for whoever can read a status code. */
@Path("/api/slo")
@Blocking
class SloResource {

    private static final String WINDOW = "30s";

    private final WindowHistory windows;
    private final ConfiguredSplit splits;
    private final Objectives configured;
    private final StrictReader json;

    SloResource(WindowHistory windows, ConfiguredSplit splits, Objectives configured, StrictReader json) {
        this.windows = windows;
        this.splits = splits;
        this.configured = configured;
        this.json = json;
    }

    /** Answers 200 while the thresholds are met, else 503; no data is never met. */
    @GET
    @Operation(operationId = "getSlo", summary = "Whether the last seconds were good enough")
    public Response get(
            @Nullable @QueryParam("window") String window, @QueryParam("threshold") List<String> thresholds) {
        return answer(new Question(window, thresholds));
    }

    /** The same for who can only post: a webhook of Flagger, which may ask in the metadata of its body. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @Operation(operationId = "postSlo", summary = "The same for who can only post, such as a webhook of Flagger")
    public Response post(
            @Nullable @QueryParam("window") String window,
            @QueryParam("threshold") List<String> thresholds,
            byte[] body) {
        Question question = new Question(window, thresholds);
        return answer(body.length == 0 ? question : question.with(json.tree(body)));
    }

    private Response answer(Question question) {
        Objectives asked = question.thresholds().isEmpty() ? configured : asked(question.thresholds());
        String window = question.window() == null ? WINDOW : question.window();
        Reference reference =
                Reference.to(splits.control().map(SplitControl::expectedShare).orElse(ExpectedShare.UNKNOWN));
        Answer answer = Answer.of(asked.thresholds(), WindowQuery.of(windows, window), reference);
        return Response.fromResponse(Responses.json(answer.met() ? 200 : 503, answer))
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

    /**
     * What a probe is told.
     *
     * @param reason the first thing that a reader of the raw body sees
     * @param met whether all thresholds that apply hold, and at least one does
     * @param figures plain numbers, for those who read one by its path
     * @param summary of the window; null if nothing came due or ended in it, since its zeros would pass for good ones
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"reason", "met", "figures", "checks", "summary"})
    record Answer(
            String reason,
            boolean met,
            @JsonUnwrapped Figures figures,
            List<ThresholdCheck> checks,
            @Nullable Summary summary) {

        /**
         * The figures of the window; times are milliseconds of what was answered. Without samples all but {@code n} are
         * absent, and without answers the times are: a zero would pass for a good one.
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Figures(
                @Nullable Double successRate,
                @Nullable Double errorRate,
                @Nullable Double rate,
                @Nullable Double p50,
                @Nullable Double p95,
                @Nullable Double p99,
                long n) {

            static Figures of(Summary summary) {
                if (summary.samples() == 0 || summary.successRate() == null) {
                    return new Figures(null, null, null, null, null, null, 0);
                }
                double success = summary.successRate().value();
                return new Figures(
                        success,
                        1 - success,
                        summary.rate(),
                        summary.latency().p50(),
                        summary.latency().p95(),
                        summary.latency().p99(),
                        summary.samples());
            }
        }

        /** Judges each threshold on its own window, or on that of the question. */
        static Answer of(List<Threshold> thresholds, WindowQuery lookback, Reference reference) {
            List<ThresholdCheck> checks = thresholds.stream()
                    .map(threshold -> threshold.judgeAtFaceValue(
                            TimedTally.of(
                                    threshold.over() == null ? lookback.window() : lookback.over(threshold.over())),
                            reference))
                    .toList();
            List<ThresholdCheck> met = of(checks, ThresholdCheck.Ruling.MET);
            List<ThresholdCheck> bad = checks.stream()
                    .filter(check -> check.ruling() != ThresholdCheck.Ruling.MET
                            && check.ruling() != ThresholdCheck.Ruling.NOT_APPLICABLE)
                    .toList();
            boolean all = bad.isEmpty() && !met.isEmpty();
            List<ThresholdCheck> telling = !bad.isEmpty() ? bad : all ? met : checks;
            Window window = lookback.window();
            Summary summary = Summary.of(window.tally(), window.seconds());
            String reason = telling.stream().map(ThresholdCheck::because).collect(Collectors.joining("; "));
            boolean nothing = summary.samples() == 0 && summary.arrivals() == 0;
            return new Answer(reason, all, Figures.of(summary), checks, nothing ? null : summary);
        }

        private static List<ThresholdCheck> of(List<ThresholdCheck> checks, ThresholdCheck.Ruling ruling) {
            return checks.stream().filter(check -> check.ruling() == ruling).toList();
        }
    }

    /**
     * What a probe asks.
     *
     * @param window for thresholds that name none; null if it is not given
     * @param thresholds none for those that are configured
     */
    record Question(@Nullable String window, List<String> thresholds) {

        private static final String THRESHOLD = "threshold";
        private static final String WINDOW = "window";
        private static final String METADATA = "metadata";
        private static final List<String> OURS = List.of(THRESHOLD, WINDOW);

        Question {
            thresholds = List.copyOf(thresholds);
        }

        /**
         * Returns the question with what the body of a webhook asks besides, in its metadata. Whatever else it holds is the
         * caller's own business, unless it is so much like a name of ours that it is meant for one.
         *
         * @throws InvalidValue naming the field of the body
         */
        Question with(JsonNode body) {
            Require.that(body.isObject(), "", "must be an object", kind(body));
            for (Map.Entry<String, JsonNode> field : body.properties()) {
                if (!field.getKey().equals(METADATA)) {
                    meant(field.getKey(), OURS)
                            .map(name -> METADATA + "." + name)
                            .or(() -> meant(field.getKey(), List.of(METADATA)))
                            .ifPresent(name -> refuse(field.getKey(), name, field.getValue()));
                }
            }
            JsonNode metadata = body.path(METADATA);
            Require.that(
                    metadata.isObject() || metadata.isNull() || metadata.isMissingNode(),
                    METADATA,
                    "must be an object",
                    metadata);
            return withMetadata(metadata);
        }

        private Question withMetadata(JsonNode metadata) {
            @Nullable String wanted = window;
            List<String> all = new ArrayList<>(thresholds);
            for (Map.Entry<String, JsonNode> field : metadata.properties()) {
                String name = field.getKey();
                String path = METADATA + "." + name;
                if (name.equals(THRESHOLD) || name.startsWith(THRESHOLD + ".")) {
                    all.add(text(path, field.getValue()));
                } else if (name.equals(WINDOW)) {
                    Require.that(window == null, path, "must not be given besides that of the query", field.getValue());
                    wanted = text(path, field.getValue());
                } else {
                    meant(name, OURS).ifPresent(ours -> refuse(path, METADATA + "." + ours, field.getValue()));
                }
            }
            return new Question(wanted, all);
        }

        /** Of numbered names, such as {@code threshold.1}, the part before the number counts. */
        private static Optional<String> meant(String name, List<String> known) {
            int dot = name.indexOf('.');
            return UnknownName.nearest((dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT), known);
        }

        private static void refuse(String path, String meant, JsonNode value) {
            throw new InvalidValue(path, "is not known here; did you mean " + meant + "?", value);
        }

        private static String text(String path, JsonNode value) {
            Require.that(value.isTextual(), path, "must be a text", value);
            return value.textValue();
        }

        private static String kind(JsonNode node) {
            return node.getNodeType().name().toLowerCase(Locale.ROOT);
        }
    }
}
