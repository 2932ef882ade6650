package dev.faultline.mesh.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The list of fields against the schemas, where they are; in CI they must be. */
class GatewayFieldsTest {

    private static final Path CRDS = Path.of(System.getProperty("faultline.crds", "../../shared/crds"));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void theListHoldsWhatTheSchemasHold() throws IOException {
        boolean there = Files.isDirectory(CRDS);
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(there, CRDS + " must be there in CI");
        }
        Assumptions.assumeTrue(there, CRDS + " is not there");
        Set<String> fields = new TreeSet<>();
        for (String kind : new String[] {"HTTPRoute", "GRPCRoute"}) {
            String plural = kind.toLowerCase(Locale.ROOT) + "s";
            Path crd = CRDS.resolve("gateway.networking.k8s.io_" + plural + ".v1.2.1.yaml");
            for (JsonNode version : YAML.readTree(crd.toFile()).at("/spec/versions")) {
                if (version.path("name").asText().equals("v1")) {
                    put(version.at("/schema/openAPIV3Schema/properties/spec"), kind + " spec", fields);
                }
            }
        }
        assertEquals(String.join("\n", fields), String.join("\n", new TreeSet<>(listed())));
    }

    private static void put(JsonNode schema, String at, Set<String> fields) {
        JsonNode element = schema.path("items").isObject() ? schema.path("items") : schema;
        element.path("properties").properties().forEach(field -> {
            fields.add(at + "." + field.getKey());
            put(field.getValue(), at + "." + field.getKey(), fields);
        });
    }

    private static Set<String> listed() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                GatewayFields.class.getResourceAsStream("gateway-api-1.2.1.txt"), "the list is in the jar")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().collect(Collectors.toSet());
        }
    }
}
