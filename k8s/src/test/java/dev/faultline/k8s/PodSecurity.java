package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The Pod Security Standard "restricted", and beyond it what Faultline promises: a read-only root and bounds. */
final class PodSecurity {

    private PodSecurity() {}

    /** Returns what a pod's spec does not fulfil. */
    static List<String> problems(JsonNode spec) {
        List<String> problems = new ArrayList<>();
        must(problems, spec.at("/securityContext/runAsNonRoot").asBoolean(), "runAsNonRoot");
        must(problems, spec.at("/securityContext/runAsUser").asInt() == 65532, "runAsUser 65532");
        must(
                problems,
                spec.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"),
                "seccompProfile");
        for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
            must(problems, !spec.path(shared).asBoolean(), "no " + shared);
        }
        must(problems, spec.path("automountServiceAccountToken").isBoolean(), "automountServiceAccountToken");
        for (JsonNode container : spec.path("containers")) {
            problems.addAll(ofContainer(container));
        }
        for (JsonNode volume : spec.path("volumes")) {
            must(
                    problems,
                    volume.has("secret")
                            || volume.has("persistentVolumeClaim")
                            || volume.at("/emptyDir/sizeLimit").isTextual(),
                    "bounded volume " + volume.path("name"));
        }
        return problems;
    }

    private static List<String> ofContainer(JsonNode container) {
        List<String> problems = new ArrayList<>();
        JsonNode security = container.path("securityContext");
        must(problems, !security.path("allowPrivilegeEscalation").asBoolean(true), "allowPrivilegeEscalation: false");
        must(problems, !security.path("privileged").asBoolean(), "not privileged");
        must(problems, security.path("readOnlyRootFilesystem").asBoolean(), "readOnlyRootFilesystem");
        must(problems, security.at("/capabilities/drop/0").asText().equals("ALL"), "drop ALL");
        must(problems, security.at("/capabilities/add").isMissingNode(), "add no capability");
        must(problems, container.at("/resources/limits/memory").isTextual(), "a limit of memory");
        must(
                problems,
                container.at("/resources/limits/memory").equals(container.at("/resources/requests/memory")),
                "as much memory requested as may be used");
        must(problems, container.findValuesAsText("mountPath").contains("/tmp"), "/tmp");
        must(problems, container.findValues("hostPort").isEmpty(), "no hostPort");
        return problems;
    }

    private static void must(List<String> problems, boolean holds, String what) {
        if (!holds) {
            problems.add("missing: " + what);
        }
    }
}
