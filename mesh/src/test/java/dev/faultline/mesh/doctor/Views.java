package dev.faultline.mesh.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.faultline.load.engine.MeshSource.Routing;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.Tally;
import dev.faultline.load.measure.Window;
import dev.faultline.load.plan.Demand;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.load.plan.Target;
import dev.faultline.load.plan.Transport;
import dev.faultline.mesh.doctor.ClusterView.Clocks;
import dev.faultline.mesh.doctor.ClusterView.Party;
import dev.faultline.mesh.doctor.ClusterView.Subject;
import dev.faultline.mesh.doctor.ClusterView.Unread;
import dev.faultline.mesh.doctor.Doctor.Traffic;
import dev.faultline.mesh.split.RouteRef;
import dev.faultline.platform.wire.MergePatch;
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
        return new ClusterView(subject(row), objects, pods, unread, served, clocks, traffic(row.path("traffic")), NOW);
    }

    /** Five seconds of a load, the first of them before the weights were changed. */
    private static @Nullable Traffic traffic(JsonNode row) {
        if (row.isMissingNode()) {
            return null;
        }
        List<Window> seconds = new ArrayList<>();
        for (long i = 0; i < 5; i++) {
            Tally tally = new Tally();
            count(tally, row.path("backend").asInt(), Result.answered(200, false, false, false));
            count(tally, row.path("injected").asInt(), Result.answered(500, true, true, false));
            seconds.add(new Window(NOW, i * 1_000_000_000, (i + 1) * 1_000_000_000, tally));
        }
        Target target = Target.of(row.path("target").asText("http://demo-backend:8080/"));
        String routing = row.path("routing").asText();
        return new Traffic(
                LoadPlan.of(target, Demand.of(200, Demand.Arrival.CONSTANT), null, Transport.STANDARD),
                routing.isEmpty() ? null : Routing.valueOf(routing),
                seconds,
                0);
    }

    private static void count(Tally tally, int times, Result result) {
        for (int i = 0; i < times; i++) {
            AttemptTimestamps timestamps = new AttemptTimestamps(0, 0);
            timestamps.connected(0);
            timestamps.ended(1_000_000);
            tally.record(timestamps, result);
        }
    }

    private static Subject subject(JsonNode row) {
        String route = row.path("route").asText();
        return new Subject(
                "demo",
                "demo-backend",
                row.path("port").asInt(8080),
                "error-injector",
                "demo",
                route.isEmpty() ? null : RouteRef.parse("route", route));
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
