package dev.faultline.k8s;

import static dev.faultline.k8s.Manifests.children;
import static dev.faultline.k8s.Manifests.kind;
import static dev.faultline.k8s.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether every object that another one names is rendered beside it, or known to be the user's. */
final class References {

    /** What the rows of {@link ChartMatrix} say is there already. */
    private static final Set<String> USERS = Set.of(
            "Service/cart",
            "Service/minio",
            "Secret/own",
            "PersistentVolumeClaim/reports",
            "ServiceAccount/prometheus");

    private final List<JsonNode> objects;
    private final List<String> problems = new ArrayList<>();

    References(List<JsonNode> objects) {
        this.objects = objects;
    }

    /** Returns what is named and is nowhere. */
    List<String> problems() {
        problems.clear();
        for (JsonNode object : objects) {
            JsonNode spec = object.path("spec");
            switch (kind(object)) {
                case "HTTPRoute", "GRPCRoute" -> route(spec);
                case "TrafficSplit" -> trafficSplit(spec);
                case "RoleBinding" -> binding(object);
                case "Role" -> object.path("rules").forEach(this::rule);
                case "HorizontalPodAutoscaler" -> autoscaler(spec);
                case "AuthorizationPolicy" -> {
                    there("Server", spec.at("/targetRef/name").asText());
                    spec.path("requiredAuthenticationRefs")
                            .forEach(one -> there(kind(one), one.path("name").asText()));
                }
                case "MeshTLSAuthentication" ->
                    spec.path("identityRefs")
                            .forEach(one -> there(kind(one), one.path("name").asText()));
                default -> {}
            }
        }
        Manifests.pods(objects).forEach(pod -> pod(pod.path("spec")));
        return List.copyOf(problems);
    }

    private void there(String kind, String name) {
        String title = kind + "/" + name;
        if (!USERS.contains(title)
                && objects.stream().noneMatch(one -> Manifests.title(one).equals(title))) {
            problems.add("there is no " + title);
        }
    }

    private void port(String service, int port) {
        there("Service", service);
        for (JsonNode object : objects) {
            if (Manifests.title(object).equals("Service/" + service)
                    && children(object.at("/spec/ports")).stream()
                            .noneMatch(one -> one.path("port").asInt() == port)) {
                problems.add("Service/" + service + " has no port " + port);
            }
        }
    }

    private void route(JsonNode spec) {
        spec.path("parentRefs")
                .forEach(ref -> port(ref.path("name").asText(), ref.path("port").asInt()));
        for (JsonNode rule : spec.path("rules")) {
            rule.path("backendRefs")
                    .forEach(ref ->
                            port(ref.path("name").asText(), ref.path("port").asInt()));
        }
    }

    /** It names no ports: the leaf must have each port that the apex is called at; the user's Service is not known. */
    private void trafficSplit(JsonNode spec) {
        String apex = spec.path("service").asText();
        for (JsonNode backend : spec.path("backends")) {
            String leaf = backend.path("service").asText();
            there("Service", leaf);
            for (JsonNode object : objects) {
                if (Manifests.title(object).equals("Service/" + apex)) {
                    object.at("/spec/ports")
                            .forEach(one -> port(leaf, one.path("port").asInt()));
                }
            }
        }
    }

    private void binding(JsonNode binding) {
        there("Role", binding.at("/roleRef/name").asText());
        for (JsonNode subject : binding.path("subjects")) {
            there("ServiceAccount", subject.path("name").asText());
            if (!subject.path("namespace").equals(binding.at("/metadata/namespace"))) {
                problems.add(name(binding) + " binds somebody of another namespace");
            }
        }
    }

    private void rule(JsonNode rule) {
        String resource = rule.at("/resources/0").asText();
        if (resource.equals("namespaces") || resource.equals("leases")) {
            // Roles are of the namespace that they speak of, and who is to hold a Lease creates it.
            return;
        }
        for (JsonNode name : rule.path("resourceNames")) {
            if (objects.stream()
                    .noneMatch(one -> name(one).equals(name.asText())
                            && (kind(one).toLowerCase(Locale.ROOT) + "s").equals(resource))) {
                problems.add("rights on " + resource + " " + name.asText() + ", which is not there");
            }
        }
    }

    private void autoscaler(JsonNode spec) {
        String target = spec.at("/scaleTargetRef/name").asText();
        there("Deployment", target);
        for (JsonNode object : objects) {
            if (!Manifests.title(object).equals("Deployment/" + target)) {
                continue;
            }
            if (object.at("/spec").has("replicas")) {
                problems.add(target + " has replicas and a HorizontalPodAutoscaler");
            }
            JsonNode container = spec.at("/metrics/0/containerResource/container");
            if (!object.at("/spec/template/spec/containers/0/name").equals(container)) {
                problems.add(target + " has no container " + container);
            }
        }
    }

    private void pod(JsonNode spec) {
        there("ServiceAccount", spec.path("serviceAccountName").asText());
        List<String> volumes = new ArrayList<>();
        for (JsonNode volume : spec.path("volumes")) {
            volumes.add(volume.path("name").asText());
            if (volume.has("secret")) {
                there("Secret", volume.at("/secret/secretName").asText());
            }
            if (volume.has("persistentVolumeClaim")) {
                there(
                        "PersistentVolumeClaim",
                        volume.at("/persistentVolumeClaim/claimName").asText());
            }
        }
        for (JsonNode container : spec.path("containers")) {
            container.path("volumeMounts").forEach(mount -> {
                if (!volumes.remove(mount.path("name").asText())) {
                    problems.add("no volume " + mount);
                }
            });
            container.path("env").forEach(env -> environment(container, env));
            arguments(container);
        }
        volumes.forEach(volume -> problems.add("volume " + volume + " is not used"));
    }

    private void environment(JsonNode container, JsonNode env) {
        String value = env.path("value").asText();
        switch (env.path("name").asText()) {
            case "FAULTLINE_SPLIT_ROUTE" -> {
                String[] route = value.split("/", -1);
                if (objects.stream()
                        .noneMatch(one -> kind(one).toLowerCase(Locale.ROOT).equals(route[0])
                                && name(one).equals(route[1]))) {
                    problems.add("there is no " + value);
                }
            }
            case "FAULTLINE_INJECTOR_PLAN_CONFIG_MAP",
                    "FAULTLINE_LOAD_PLAN_CONFIG_MAP",
                    "FAULTLINE_EXPERIMENTS_JOURNAL_CONFIG_MAP",
                    "FAULTLINE_REPORTS_CONFIG_MAP" -> there("ConfigMap", value);
            case "FAULTLINE_INJECTOR_SERVICE", "FAULTLINE_LOAD_SENDER_SERVICE", "FAULTLINE_LEADER_SERVICE" ->
                there("Service", value);
            case "FAULTLINE_INJECTOR_CONTROL" -> url(value);
            case "FAULTLINE_LOAD_PLAN" -> {
                JsonNode plan = Manifests.tree(value);
                if (plan.has("target")) {
                    url(plan.path("target").asText());
                }
            }
            case "FAULTLINE_CONTROL_TOKEN_FILE",
                    "FAULTLINE_REPORTS_DIRECTORY",
                    "QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_CERT",
                    "QUARKUS_TLS_CONTROL_KEY_STORE_PEM_CONTROL_KEY",
                    "QUARKUS_TLS_CALLS_TRUST_STORE_PEM_CERTS" -> mounted(container, value);
            default -> {}
        }
    }

    private void mounted(JsonNode container, String path) {
        if (container.findValuesAsText("mountPath").stream().noneMatch(path::startsWith)) {
            problems.add(path + " lies on no volume");
        }
    }

    private void arguments(JsonNode container) {
        List<String> arguments =
                children(container.path("args")).stream().map(JsonNode::asText).toList();
        for (int i = 1; i < arguments.size(); i++) {
            if (List.of("--of", "--target").contains(arguments.get(i - 1))) {
                url(arguments.get(i));
            }
            if (arguments.get(i - 1).equals("--token-file")) {
                mounted(container, arguments.get(i));
            }
        }
    }

    private void url(String url) {
        URI uri = URI.create(url);
        // With a dot it is the Service of another namespace.
        if (!uri.getHost().contains(".")) {
            port(uri.getHost(), uri.getPort());
        }
    }
}
