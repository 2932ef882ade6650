package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a TrafficSplit must keep to beyond its schema, which takes negative weights and all zero. */
final class LessonSplits {

    private LessonSplits() {}

    /** Returns whether these rules are for it. */
    static boolean know(JsonNode object) {
        return object.path("kind").asText().equals("TrafficSplit");
    }

    /** Returns what is wrong with the split; nothing if it is right. */
    static List<String> problems(JsonNode split) {
        List<String> problems = new ArrayList<>();
        if (!split.path("apiVersion").asText().endsWith("/v1alpha1")) {
            problems.add("apiVersion must be v1alpha1, which the extension watches");
        }
        long sum = 0;
        JsonNode backends = split.at("/spec/backends");
        for (JsonNode backend : backends) {
            JsonNode weight = backend.path("weight");
            if (!weight.isInt() || weight.intValue() < 0) {
                problems.add("backends.weight must be a whole number from 0: v1alpha2 refuses " + weight);
            }
            sum += weight.asLong();
        }
        if (backends.size() == 1 && sum == 0) {
            problems.add("a single backend must not have weight 0: Linkerd sends it everything");
        } else if (sum == 0) {
            problems.add("weights must not all be 0");
        }
        return problems;
    }
}
