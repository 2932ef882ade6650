package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a Workflow must keep to: that its parts are there, that each ends, and that something can abort it. */
final class ChaosWorkflows {

    private static final int LONGEST_NAME = 51;

    private ChaosWorkflows() {}

    /** Returns what is wrong with a Workflow of that name; nothing if it is right. */
    static List<String> problems(String name, JsonNode spec) {
        List<String> problems = new ArrayList<>();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            problems.add("metadata.name must have at most " + LONGEST_NAME + " characters");
        }
        Map<String, JsonNode> templates = new HashMap<>();
        for (JsonNode template : spec.path("templates")) {
            if (templates.put(template.path("name").asText(), template) != null) {
                problems.add("templates must have different names");
            }
        }
        if (!templates.containsKey(spec.path("entry").asText())) {
            problems.add("entry must be the name of a template");
        }
        boolean aborts = false;
        for (JsonNode template : templates.values()) {
            checkTemplate(template, templates.keySet(), problems);
            aborts |= template.path("abortWithStatusCheck").asBoolean()
                    && template.at("/statusCheck/mode").asText().equals("Continuous");
        }
        if (!aborts) {
            problems.add("a Continuous StatusCheck must abort it");
        }
        return problems;
    }

    private static void checkTemplate(JsonNode template, Set<String> names, List<String> problems) {
        String name = template.path("name").asText();
        String type = template.path("templateType").asText();
        if (!name.matches("[a-z0-9](?:[a-z0-9-]{0,49}[a-z0-9])?")) {
            problems.add("the name of template " + name + " must fit into names of objects");
        }
        if (!ChaosText.isDuration(template.path("deadline"))) {
            problems.add(name + " must have a deadline");
        }
        for (JsonNode child : template.path("children")) {
            if (!names.contains(child.asText())) {
                problems.add(name + " has a child that is not there: " + child);
            }
        }
        switch (type) {
            case "Serial", "Parallel" -> {
                if (template.path("children").isEmpty()) {
                    problems.add(name + " must have children");
                }
            }
            case "Suspend" -> {}
            case "StatusCheck" -> checkStatus(name, template.path("statusCheck"), problems);
            case "Schedule" -> {
                problems.addAll(ChaosSchedules.problems(name, template.path("schedule")));
                long period = ChaosText.periodSeconds(template.at("/schedule/schedule"));
                if (ChaosText.seconds(template.path("deadline").asText("0s")) <= period) {
                    problems.add(name + " must have a deadline longer than " + period + " s: else it never fires");
                }
            }
            default -> checkChaos(name, type, template, problems);
        }
    }

    private static void checkStatus(String name, JsonNode check, List<String> problems) {
        if (check.path("failureThreshold").asInt() < 1) {
            problems.add(name + " must say its failureThreshold");
        }
        if (!check.at("/http/criteria/statusCode").isTextual()) {
            problems.add(name + " must have its statusCode in quotes");
        }
        String host = URI.create(check.at("/http/url").asText("")).getHost();
        if (host == null || !host.endsWith(".svc")) {
            problems.add(name + " must name the namespace in its URL: Chaos Mesh asks from its own");
        }
    }

    private static void checkChaos(String name, String type, JsonNode template, List<String> problems) {
        JsonNode body = template.path(ChaosSchedules.key(type));
        if (!body.isObject()) {
            problems.add(name + " of type " + type + " must have its body");
            return;
        }
        if (body.has("duration")) {
            problems.add(name + " must have a deadline instead of a duration");
        }
        problems.addAll(ChaosRules.body(type, body));
    }
}
