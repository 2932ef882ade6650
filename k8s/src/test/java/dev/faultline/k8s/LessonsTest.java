package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code linkerd/}: that Linkerd reads each as it is meant, and that they get along. */
class LessonsTest {

    static List<LessonFile> lessons() throws IOException {
        return LessonFile.in(LessonFile.LINKERD);
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void linkerdReadsItAsMeant(LessonFile lesson) {
        assertEquals(List.of(), problems(lesson.objects()));
    }

    /** Each rule can fail. */
    @ParameterizedTest(name = "{0}[{1}]{2} = {3}: {4}")
    @CsvFileSource(resources = "lessons-broken.txt", delimiter = ';', quoteCharacter = '\'')
    void whatLinkerdWouldMisreadIsSeen(String file, int object, String where, String value, String complaint)
            throws IOException {
        LessonFile lesson = LessonFile.of(LessonFile.LINKERD, file);
        List<ObjectNode> objects = new ArrayList<>(lesson.objects());
        objects.set(object, lesson.changed(object, where, value));
        List<String> problems = problems(objects);
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(complaint)), problems.toString());
    }

    @ParameterizedTest
    @MethodSource("lessons")
    void theReadmeHasIt(LessonFile lesson) throws IOException {
        String readme = Files.readString(LessonFile.LINKERD.resolve("README.md"));
        assertTrue(readme.contains("| [" + lesson.name() + "](" + lesson.name() + ") |"), lesson.name());
        assertFalse(lesson.head().isBlank(), "begins with what it teaches");
    }

    /** Success is not all that a breaker changes. */
    @Test
    void theBreakerSaysWhatItCosts() throws IOException {
        String head = LessonFile.of(LessonFile.LINKERD, "circuit-breaker").head();
        String row = Files.readString(LessonFile.LINKERD.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| [circuit-breaker.yaml]"))
                .findFirst()
                .orElseThrow();
        for (String text : List.of(head, row)) {
            for (String price : List.of("2 to 8 %", "504", "fail-fast", "p99", "queue")) {
                assertTrue(text.contains(price), () -> price + " is not in: " + text);
            }
        }
    }

    /** The chart's injector refuses what comes without. */
    @Test
    void callsOfTheControlApiCarryTheToken() throws IOException {
        int calls = 0;
        try (Stream<Path> files = Files.list(LessonFile.LINKERD)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                for (String line : text.lines().toList()) {
                    if (line.contains("curl ") && line.contains(":9000/api/")) {
                        calls++;
                        assertTrue(line.contains("-H \"Authorization: Bearer $TOKEN\""), file + ": " + line);
                        assertTrue(text.contains("TOKEN=$(kubectl get secret"), file.toString());
                    }
                }
            }
        }
        assertTrue(calls >= 4, "calls: " + calls);
    }

    /** Of two routes that match everything the older one wins, and the other does nothing. */
    @Test
    void noTwoRoutesCanMatchEverythingSideBySide() throws IOException {
        Set<String> names = new HashSet<>();
        Set<String> ports = new HashSet<>();
        for (LessonFile lesson : lessons()) {
            for (JsonNode object : lesson.objects()) {
                if (LessonRoutes.know(object)) {
                    String kind = object.path("kind").asText();
                    names.add(kind + object.at("/metadata/name").asText());
                    object.at("/spec/parentRefs")
                            .forEach(parent ->
                                    ports.add(kind + parent.path("port").asInt()));
                }
            }
        }
        assertEquals(Set.of("HTTPRoutedemo-backend-faults", "GRPCRoutedemo-backend-faults"), names);
        assertEquals(Set.of("HTTPRoute8080", "GRPCRoute8081"), ports, "a GRPCRoute hides the HTTPRoutes of its port");
    }

    /** Linkerd's webhook refuses the second Server of a port of a pod. */
    @Test
    void noTwoServersSelectOnePortOfAPod() throws IOException {
        Set<String> selected = new HashSet<>();
        for (LessonFile lesson : lessons()) {
            for (JsonNode object : lesson.objects()) {
                if (object.path("kind").asText().equals("Server")) {
                    for (String pod : pods(object.at("/spec/podSelector"))) {
                        assertTrue(
                                Set.of("demo-backend", "error-injector", "load-client")
                                        .contains(pod),
                                pod);
                        assertTrue(selected.add(pod + object.at("/spec/port").asInt()), lesson.name());
                    }
                }
            }
        }
        assertTrue(selected.contains("error-injector9000"), "faults are set there");
    }

    /** What lies here for good must change nothing until somebody raises the weight. */
    @ParameterizedTest
    @CsvFileSource(resources = "lessons-at-rest.txt")
    void appliedItSendsNothingToTheInjector(String file) throws IOException {
        JsonNode object = LessonFile.of(LessonFile.LINKERD, file).objects().get(0);
        JsonNode backends = object.findPath(object.at("/spec/backends").isArray() ? "backends" : "backendRefs");
        assertEquals(2, backends.size());
        assertEquals(100, backends.get(0).path("weight").asInt());
        assertEquals(0, backends.get(1).path("weight").asInt());
    }

    private static List<String> pods(JsonNode selector) {
        List<String> pods = new ArrayList<>();
        JsonNode label = selector.path("matchLabels").path("app.kubernetes.io/name");
        if (label.isTextual()) {
            pods.add(label.textValue());
        }
        selector.path("matchExpressions")
                .forEach(expression -> expression.path("values").forEach(value -> pods.add(value.asText())));
        assertFalse(pods.isEmpty(), "an empty selector is every pod");
        return pods;
    }

    private static List<String> problems(List<ObjectNode> objects) {
        List<String> problems = new ArrayList<>();
        for (ObjectNode object : objects) {
            if (!object.at("/metadata/labels/app.kubernetes.io~1part-of")
                    .asText()
                    .equals("faultline")) {
                problems.add("metadata.labels must say part-of faultline");
            }
            problems.addAll(LessonAnnotations.problems(object));
            if (LessonRoutes.know(object)) {
                problems.addAll(LessonRoutes.problems(object));
            } else if (LessonSplits.know(object)) {
                problems.addAll(LessonSplits.problems(object));
            } else if (LessonPolicies.know(object)) {
                problems.addAll(LessonPolicies.problems(object, objects));
            } else if (LessonServices.know(object)) {
                problems.addAll(LessonServices.problems(object));
            } else {
                problems.add("no rules for a " + object.path("kind"));
            }
        }
        return problems;
    }
}
