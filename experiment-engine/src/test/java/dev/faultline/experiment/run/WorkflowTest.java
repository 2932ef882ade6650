package dev.faultline.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.faultline.experiment.model.Experiment;
import dev.faultline.load.threshold.Threshold;
import dev.faultline.platform.wire.Durations;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Workflow of {@code k8s/chaos-mesh} posts an experiment that this service takes, and asks what it can answer. */
class WorkflowTest {

    private static final Path FILE = Path.of("..", "k8s", "chaos-mesh", "faulty-traffic-workflow.yaml");

    private static JsonNode template(String name) throws IOException {
        for (JsonNode template :
                new ObjectMapper(new YAMLFactory()).readTree(FILE.toFile()).at("/spec/templates")) {
            if (template.path("name").asText().equals(name)) {
                return template;
            }
        }
        throw new AssertionError("no template " + name);
    }

    private static Experiment experiment() throws IOException {
        return FakeWorld.read(
                template("start-experiment").at("/statusCheck/http/body").asText());
    }

    @Test
    void itsExperimentIsOneThatRollsBack() throws IOException {
        Experiment experiment = experiment();
        assertTrue(experiment.heading().tags().contains("kubernetes"));
        assertEquals(3, experiment.method().steps().size());
    }

    @Test
    void itAbortsByWhatTheExperimentGuards() throws IOException {
        String url = template("look").at("/statusCheck/http/url").asText();
        String query = url.substring(url.indexOf("/api/slo?threshold=") + "/api/slo?threshold=".length());
        Threshold asked = Threshold.of(URLDecoder.decode(query, StandardCharsets.UTF_8));
        assertEquals(List.of(asked), experiment().safety().guard());
    }

    /** After the load there is no data, and no data is never met. */
    @Test
    void itStopsLookingBeforeTheLoadEnds() throws IOException {
        Experiment experiment = experiment();
        Duration load = beforeFaults(experiment).plus(experiment.method().planned());
        assertTrue(deadline("look").compareTo(load) < 0, "the load lasts " + load);
    }

    /** A kill in the baseline would spoil its gate; one after the faults would show nothing. */
    @Test
    void itKillsWhileThereAreFaults() throws IOException {
        Experiment experiment = experiment();
        Duration wait = deadline("wait-for-baseline");
        assertTrue(wait.compareTo(beforeFaults(experiment)) > 0);
        Duration end = beforeFaults(experiment).plus(experiment.method().planned());
        assertTrue(wait.plus(deadline("kill-pods")).compareTo(end) < 0);
    }

    private static Duration beforeFaults(Experiment experiment) {
        return experiment.load().warmup().plus(experiment.baseline().duration());
    }

    private static Duration deadline(String name) throws IOException {
        return Durations.parse("deadline", template(name).path("deadline").asText());
    }
}
