package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code k8s/chaos-mesh}: one experiment each, and in none of Chaos Mesh's traps. */
class ChaosFilesTest {

    static List<LessonFile> files() throws IOException {
        return LessonFile.in(LessonFile.CHAOS_MESH);
    }

    @ParameterizedTest
    @MethodSource("files")
    void chaosMeshDoesAsMeant(LessonFile file) {
        assertEquals(1, file.objects().size(), "one experiment a file");
        assertEquals(List.of(), ChaosRules.problems(file.objects().get(0)));
    }

    /** Each rule can fail. */
    @ParameterizedTest(name = "{0}{1} = {2}: {3}")
    @CsvFileSource(resources = "chaos-broken.txt", delimiter = ';', quoteCharacter = '\'')
    void whatChaosMeshWouldMisreadIsSeen(String file, String where, String value, String complaint) throws IOException {
        JsonNode broken = LessonFile.of(LessonFile.CHAOS_MESH, file).changed(0, where, value);
        List<String> problems = ChaosRules.problems(broken);
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(complaint)), problems.toString());
    }

    /** Wherever they stand: as files, in steps of experiments, in what is rendered. */
    @Test
    void everyScheduleAndWorkflowThatIsShippedIsHeldToTheRules() throws IOException {
        Set<String> seen = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            for (Path file : files.filter(ChaosFilesTest::isYamlOfOurs).toList()) {
                for (JsonNode document : Manifests.objects(Files.readString(file))) {
                    for (JsonNode object : document.findParents("kind")) {
                        if (Set.of("Schedule", "Workflow")
                                .contains(object.path("kind").asText())) {
                            assertEquals(List.of(), ChaosRules.problems(object), file.toString());
                            seen.add(object.at("/metadata/name").asText());
                        }
                    }
                }
            }
        }
        assertTrue(
                seen.containsAll(Set.of(
                        "backend-pod-kill",
                        "backend-pod-failure-every-6s",
                        "injector-pod-kill",
                        "faulty-traffic-workflow")),
                seen.toString());
    }

    /** Templates of a chart are YAML only when they are rendered. */
    private static boolean isYamlOfOurs(Path file) {
        boolean elsewhere = Stream.of(".git", "target", "node_modules", "templates", "src")
                .anyMatch(
                        name -> StreamSupport.stream(file.spliterator(), false).anyMatch(Path.of(name)::equals));
        return !elsewhere && file.toString().matches(".*\\.ya?ml");
    }

    @ParameterizedTest
    @MethodSource("files")
    void itSaysWhatItExpects(LessonFile file) throws IOException {
        String name = file.objects().get(0).at("/metadata/name").asText();
        assertEquals(name + ".yaml", file.name(), "named by what breaks");
        assertTrue(file.head().contains("\nHypothesis: "), "a hypothesis in the comment");
        String readme = Files.readString(LessonFile.CHAOS_MESH.resolve("README.md"));
        assertTrue(readme.contains("| [" + file.name() + "](" + file.name() + ") |"), "a row in the README");
    }

    /** Where the split is on already the experiment's gate fails, and the Workflow would kill pods all the same. */
    @Test
    void theWorkflowBeginsOnlyAtRest() throws IOException {
        JsonNode templates = LessonFile.of(LessonFile.CHAOS_MESH, "faulty-traffic-workflow")
                .objects()
                .get(0)
                .at("/spec/templates");
        JsonNode first = templates.get(1);
        assertEquals(first.path("name"), templates.get(0).at("/children/0"));
        assertTrue(first.path("abortWithStatusCheck").asBoolean());
        assertEquals("Synchronous", first.at("/statusCheck/mode").asText());
        String url = URLDecoder.decode(first.at("/statusCheck/http/url").asText(), StandardCharsets.UTF_8);
        String gate = url.substring(url.indexOf("threshold=") + 10, url.indexOf(" over "));
        assertTrue(
                templates.get(2).at("/statusCheck/http/body").asText().contains("gate:\n    - " + gate + "\n"), gate);
    }

    @Test
    void httpChaosWarnsOfTheMesh() throws IOException {
        int seen = 0;
        for (LessonFile file : files()) {
            if (file.objects().get(0).path("kind").asText().equals("HTTPChaos")) {
                assertTrue(file.head().startsWith("WARNING: not for meshed pods."), file.name());
                seen++;
            }
        }
        assertEquals(1, seen);
    }

    /** The talk's targets, and its two schedules. */
    @Test
    void everyTargetOfTheTalkIsThere() throws IOException {
        Set<String> there = new TreeSet<>();
        for (LessonFile file : files()) {
            JsonNode object = file.objects().get(0);
            JsonNode action = object.findPath("action");
            String what = action.isTextual() && !object.path("kind").asText().equals("Workflow")
                    ? action.textValue()
                    : object.path("kind").asText();
            there.add(what);
            object.at("/spec/stressors").fieldNames().forEachRemaining(there::add);
        }
        Set<String> wanted = Set.of(
                "pod-kill",
                "pod-failure",
                "delay",
                "loss",
                "corrupt",
                "partition",
                "bandwidth",
                "error",
                "cpu",
                "memory",
                "latency",
                "fault",
                "TimeChaos",
                "HTTPChaos",
                "Workflow");
        assertTrue(there.containsAll(wanted), there.toString());
    }

    @ParameterizedTest
    @CsvSource({"backend-pod-kill, @every 12s, pod-kill", "backend-pod-failure-every-6s, @every 6s, pod-failure"})
    void theSchedulesAreTheTalks(String file, String schedule, String action) throws IOException {
        JsonNode spec =
                LessonFile.of(LessonFile.CHAOS_MESH, file).objects().get(0).path("spec");
        assertEquals(schedule, spec.path("schedule").asText());
        assertEquals(action, spec.at("/podChaos/action").asText());
        assertEquals("demo-backend", spec.at("/podChaos/containerNames/0").asText());
    }
}
