package dev.faultline.experiment.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The schema as editors read it, beside the reader. */
final class PublishedSchema {

    static final Path FOLDER = Path.of("..", "experiments");

    /** All fields of an experiment and all steps, each in one of the ways that it may be written. */
    static final String WHOLE = """
            $schema: experiment.schema.json
            title: All there is
            description: every field
            tags: [one, two]
            configuration: {rate: 50, unit: ms, on: true, url: "http://b/"}
            hypothesis:
              words: nothing breaks
              thresholds: ["success_rate >= 99%", "p99 <= control + 50ms", "p95 < 300ms over 2s"]
            load:
              target: ${url}
              rate: ${rate}
              arrival: poisson
              seed: 7
              requests:
                - {weight: 2, method: POST, path: /a, headers: {a: b}, body: x}
                - {path: "/b?c=d"}
              protocol: http1
              connections: 4
              requestsPerConnection: 10
              maxInFlight: 100
              timeout: 2s
              retries: {limit: 2, budget: 10, backoff: 20ms, maxBackoff: 1s}
            warmup: 0
            control: {target: "http://c:81/", headers: {x-control: "1"}}
            baseline: {duration: 5s, gate: ["p50 < 1s"]}
            method:
              - split: {a: "${level}", b: 5}
              - faults: {rules: [{name: r}]}
              - faults: {preset: brownout}
              - faults: status=503:20 delay=10${unit}:20
              - load: {rate: 5, timeout: null, retries: {limit: 1}}
              - load: {rate: null, stages: [{to: 5, duration: 1s, type: ramp}]}
              - chaos: {kind: PodChaos}
              - chaos: [{kind: PodChaos}]
              - chaos: pod-kill.yaml
              - http: {url: "http://b/", method: PUT, headers: {a: b}, body: {on: "${on}"}, expect: 204, timeout: 1s,
                       undo: {method: DELETE, url: "http://b/", expect: [200, 404], timeout: 1s, headers: {}, body: x}}
              - hold: 1m30s
              - check: ["success_rate >= control - 1%"]
              - hold: PT2S
            sweep:
              vary: level
              range: {from: 10, to: 40, step: 5, unit: "", resolution: 0.5}
              refine: 2
              settle: 2s
              goOn: true
              withstand: 20
            guard: ["success_rate >= 10%", "p99 < 5s over 10s"]
            deadline: 2h
            verify: {duration: 3s, within: 10s}
            """;

    private static final StrictReader YAML = WireYaml.reader();
    private static final ExperimentReader READER = new ExperimentReader(YAML);

    private final JsonNode document;
    private final JsonSchema schema;

    PublishedSchema() {
        try {
            document = new ObjectMapper()
                    .readTree(FOLDER.resolve("experiment.schema.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema = factory().getSchema(SchemaLocation.of("https://faultline.invalid/experiment.schema.json"), document);
    }

    private static JsonSchemaFactory factory() {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    }

    /** Returns what the schema of schemas says of this one; empty if it is one. */
    Set<ValidationMessage> itself() {
        return factory().getSchema(SchemaLocation.of(SchemaId.V202012)).validate(document);
    }

    JsonNode document() {
        return document;
    }

    /** Returns the fields that the schema has at that pointer. */
    Set<String> fields(String pointer) {
        return document.at(pointer + "/properties").properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns what the schema has against the document; empty if nothing. */
    Optional<String> refusal(JsonNode written) {
        Set<ValidationMessage> messages = schema.validate(written);
        return messages.isEmpty() ? Optional.empty() : Optional.of(messages.toString());
    }

    /** Returns what the reader has against the document; empty if nothing. */
    static Optional<String> complaint(String text) {
        try {
            READER.read(text.getBytes(StandardCharsets.UTF_8), Map.of());
            return Optional.empty();
        } catch (InvalidValue e) {
            return Optional.of(e.getMessage());
        }
    }

    /** Returns a document as a tree, as the reader sees it. */
    static JsonNode tree(String text) {
        return Document.of(text.getBytes(StandardCharsets.UTF_8)).tree();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
