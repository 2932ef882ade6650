package dev.faultline.experiment.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.model.Baseline;
import dev.faultline.experiment.model.Hypothesis;
import dev.faultline.experiment.model.Load;
import dev.faultline.experiment.model.Safety;
import dev.faultline.experiment.model.Sweep;
import dev.faultline.experiment.step.HttpControl;
import dev.faultline.experiment.step.HttpStep;
import dev.faultline.experiment.step.LearnStep;
import dev.faultline.learn.plan.LearnRequest;
import dev.faultline.learn.source.PrometheusSource;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.Expectation;
import dev.faultline.load.plan.Feed;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Retries;
import dev.faultline.load.plan.Stage;
import dev.faultline.load.plan.Transport;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schema says what the reader does. */
class SchemaTest {

    private static final PublishedSchema SCHEMA = new PublishedSchema();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(PublishedSchema.FOLDER)) {
            return List.copyOf(files.filter(file -> file.toString().endsWith(".yaml"))
                            .sorted()
                            .toList())
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySampleIsValidAndSaysSo(Path sample) {
        String text = PublishedSchema.text(sample);
        assertEquals(Optional.empty(), SCHEMA.refusal(PublishedSchema.tree(text)));
        assertEquals(Optional.empty(), PublishedSchema.complaint(text));
        assertTrue(text.startsWith("# yaml-language-server: $schema=experiment.schema.json\n"), "its first line");
    }

    @Test
    void theSchemaIsASchema() {
        assertEquals(Set.of(), SCHEMA.itself());
        // Served beside no other file, and kept beside the samples.
        assertEquals("experiment.schema.json", SCHEMA.document().path("$id").asText());
    }

    @Test
    void everyFieldAndEveryStepIsValid() {
        assertEquals(Optional.empty(), PublishedSchema.complaint(PublishedSchema.WHOLE));
        assertEquals(Optional.empty(), SCHEMA.refusal(PublishedSchema.tree(PublishedSchema.WHOLE)));
    }

    /** Who refuses is stated: the schema can't compare fields, and what is beyond it only the reader says. */
    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @MethodSource("dev.faultline.experiment.read.BrokenDocuments#all")
    void everyBrokenDocumentIsRefused(String from, String to, String by) {
        assertTrue(PublishedSchema.WHOLE.contains(from), from);
        String text = PublishedSchema.WHOLE.replace(from, to);
        Optional<String> refusal = SCHEMA.refusal(PublishedSchema.tree(text));
        Optional<String> complaint = PublishedSchema.complaint(text);
        assertTrue(complaint.isPresent(), "the reader takes what the schema says of: " + refusal);
        assertEquals(by, refusal.isPresent() ? "both" : "reader", complaint + " " + refusal);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "none compares|p99 <= 5s|success_rate >= 1%|false",
                "the hypothesis does|p99 <= control + 50ms|success_rate >= 1%|true",
                "a check does|p99 <= 5s|success_rate >= control - 1%|true",
                "what is set may|p99 <= 5s|${url}|false",
            })
    void aControlSliceIsComparedWith(String why, String hypothesis, String check, boolean taken) {
        String text = PublishedSchema.WHOLE
                .replace("p99 <= control + 50ms", hypothesis)
                .replace("success_rate >= control - 1%", check);
        boolean refused = SCHEMA.refusal(PublishedSchema.tree(text)).isPresent();
        assertEquals(taken || check.startsWith("$"), !refused, why);
        assertEquals(taken, PublishedSchema.complaint(text).isEmpty(), why);
    }

    private static Set<String> components(Class<?>... records) {
        return Arrays.stream(records)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theSchemaKnowsTheFieldsOfTheReader() {
        assertEquals(ExperimentReader.KNOWN, SCHEMA.fields(""));
        assertEquals(new TreeSet<>(ExperimentReader.STEPS), SCHEMA.fields("/$defs/step"));
        assertEquals(components(Hypothesis.class), SCHEMA.fields("/properties/hypothesis/anyOf/1"));
        assertEquals(components(Load.Control.class), SCHEMA.fields("/properties/control"));
        assertEquals(components(Baseline.class), SCHEMA.fields("/properties/baseline"));
        assertEquals(components(Safety.Verification.class), SCHEMA.fields("/properties/verify"));
        assertEquals(components(Sweep.Range.class), SCHEMA.fields("/$defs/range"));
        Set<String> sweep = components(Sweep.class);
        // What the method is made of, for the engine.
        sweep.remove("template");
        assertEquals(sweep, SCHEMA.fields("/$defs/sweep"));
        assertEquals(components(HttpControl.Call.class), SCHEMA.fields("/$defs/call"));
        assertEquals(components(HttpStep.class), SCHEMA.fields("/$defs/step/properties/http"));
        Set<String> learn = components(LearnRequest.class);
        // A word of Java.
        learn.remove("length");
        learn.addAll(Set.of("for", LearnStep.LEARNED));
        assertEquals(learn, SCHEMA.fields("/$defs/learn"));
        assertEquals(components(PrometheusSource.class), SCHEMA.fields("/$defs/learn/properties/prometheus"));
        assertEquals(
                Set.of("chaos", "check", "faults", "hold", "http", "learn", "load", "split"),
                Set.copyOf(ExperimentReader.STEPS));
    }

    @Test
    void theSchemaKnowsTheFieldsOfALoad() {
        Set<String> load = components(Demand.class, Transport.class);
        load.addAll(Set.of("target", "seed", "requests", "retries", "feed"));
        assertEquals(load, SCHEMA.fields("/$defs/load"));
        load.add("duration");
        assertEquals(load, SCHEMA.fields("/$defs/loadPatch"));
        assertEquals(components(RequestSpec.class), SCHEMA.fields("/$defs/request"));
        assertEquals(components(Expectation.class), SCHEMA.fields("/$defs/expect"));
        assertEquals(components(Expectation.Body.class), SCHEMA.fields("/$defs/expect/properties/body"));
        assertEquals(components(Retries.class), SCHEMA.fields("/$defs/retries"));
        assertEquals(components(Feed.class), SCHEMA.fields("/$defs/feed"));
        for (JsonSubTypes.Type stage :
                Stage.class.getAnnotation(JsonSubTypes.class).value()) {
            Set<String> fields = components(stage.value());
            fields.add(Stage.TYPE);
            assertEquals(fields, SCHEMA.fields("/$defs/" + stage.name() + "Stage"));
        }
        assertEquals(
                Stage.class.getAnnotation(JsonSubTypes.class).value().length,
                SCHEMA.document().at("/$defs/stage/anyOf").size());
        assertEquals(JSON.valueToTree(Transport.Protocol.values()), choices("protocol"));
        assertEquals(JSON.valueToTree(Demand.Arrival.values()), choices("arrival"));
    }

    private static JsonNode choices(String field) {
        return SCHEMA.document().at("/$defs/load/properties/" + field + "/anyOf/0/enum");
    }

    /** What editors show: every field of an experiment and every step is described, and examples are valid. */
    @Test
    void everyFieldIsDescribed() {
        for (String group :
                List.of("", "/$defs/step", "/$defs/load", "/$defs/call", "/$defs/sweep", "/$defs/retries")) {
            SCHEMA.document().at(group + "/properties").properties().forEach(field -> {
                JsonNode described = field.getValue().has("description")
                        ? field.getValue()
                        : SCHEMA.document()
                                .at(field.getValue()
                                        .path("$ref")
                                        .asText("#/none")
                                        .substring(1));
                assertTrue(described.path("description").asText().length() > 5, group + " " + field.getKey());
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {"title: All there is|title:", "deadline: 2h|deadline:"})
    void aFieldWithoutAValueIsTheOneExceptionAndOnlyWhereItMayBeLeftOut(String from, String to) {
        // YAML editors leave such lines behind while one types: the reader takes them as not given, the schema asks.
        String text = PublishedSchema.WHOLE.replace(from, to);
        boolean refused = SCHEMA.refusal(PublishedSchema.tree(text)).isPresent();
        assertTrue(refused, text);
        assertEquals(to.equals("deadline:"), PublishedSchema.complaint(text).isEmpty());
    }
}
