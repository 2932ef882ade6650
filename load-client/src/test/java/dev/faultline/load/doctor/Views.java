package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.wire.MergePatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** Views for the tests of the checks: the one of healthy.yaml, and what a row of causes.yaml makes of it. */
final class Views {

    static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper();

    private Views() {}

    static JsonNode yaml(String file) {
        try (InputStream in = Objects.requireNonNull(Views.class.getResourceAsStream(file), file)) {
            // Jackson's reader knows no anchors.
            return JSON.valueToTree(new Yaml().load(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClusterView healthy() {
        return changed(JSON.createObjectNode());
    }

    static ClusterView changed(JsonNode row) {
        ObjectNode all = (ObjectNode) MergePatch.apply(
                yaml("healthy.yaml"), row.path("change").isObject() ? row.path("change") : JSON.createObjectNode());
        Map<Resource, List<KubeObject>> objects = new EnumMap<>(Resource.class);
        Map<Party, List<KubeObject>> pods = new EnumMap<>(Party.class);
        all.properties().forEach(entry -> {
            String kind = entry.getKey().substring(0, entry.getKey().indexOf('/'));
            for (Party party : Party.values()) {
                if (party.wire().equals(kind)) {
                    pods.computeIfAbsent(party, any -> new ArrayList<>())
                            .add(new KubeObject(Resource.PODS, entry.getValue()));
                    return;
                }
            }
            Resource resource = resource(kind);
            objects.computeIfAbsent(resource, any -> new ArrayList<>()).add(new KubeObject(resource, entry.getValue()));
        });
        List<Unread> unread = new ArrayList<>();
        row.path("unread").forEach(name -> unread.add(new Unread(Resource.valueOf(name.asText()), "may not", "")));
        Set<Resource> served = EnumSet.allOf(Resource.class);
        row.path("missing").forEach(name -> served.remove(Resource.valueOf(name.asText())));
        Clocks clocks = new Clocks(duration(row.path("apiServer")), duration(row.path("injector")));
        return new ClusterView(subject(row), objects, pods, unread, served, clocks, NOW);
    }

    private static Subject subject(JsonNode row) {
        String route = row.path("route").asText();
        return new Subject(
                "demo",
                "demo-backend",
                row.path("port").asInt(8080),
                "error-injector",
                "demo",
                route.isEmpty() ? null : RouteName.parse("route", route));
    }

    private static Resource resource(String kind) {
        if (kind.equals("policyroutes")) {
            return Resource.POLICY_ROUTES;
        }
        for (Resource resource : Resource.values()) {
            if (resource.plural().equals(kind.toLowerCase(Locale.ROOT))) {
                return resource;
            }
        }
        throw new AssertionError("no kind " + kind);
    }

    private static @Nullable Duration duration(JsonNode node) {
        return node.isTextual() ? Duration.parse(node.textValue()) : null;
    }
}
