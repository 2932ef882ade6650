package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The load that an Indexed Job shares out. */
class LoadJobTest {

    private static final Path FILE = Path.of("load-job.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static JsonNode job() throws IOException {
        return YAML.readTree(FILE.toFile());
    }

    @Test
    void aRestrictedNamespaceTakesIt() throws IOException {
        assertEquals(List.of(), KubernetesTypes.problems(job()));
        assertEquals(List.of(), PodSecurity.problems(job().at("/spec/template/spec")));
    }

    @Test
    void thereAreAsManyPodsAsParts() throws IOException {
        int parts = job().at("/spec/completions").asInt();
        assertEquals(parts, job().at("/spec/parallelism").asInt(), "all at once");
        String command = job().at("/spec/template/spec/containers/0/args/0").asText();
        assertTrue(command.contains("--shard \"$((JOB_COMPLETION_INDEX + 1))/" + parts + "\""), command);
    }

    /** It must not be pulled from whoever owns the name. */
    @Test
    void itsImageIsTheCharts() throws IOException {
        JsonNode values = YAML.readTree(Path.of("charts/faultline/values.yaml").toFile());
        JsonNode chart = YAML.readTree(Path.of("charts/faultline/Chart.yaml").toFile());
        assertEquals(
                values.at("/loadClient/image/repository").asText() + ":"
                        + chart.path("appVersion").asText(),
                job().at("/spec/template/spec/containers/0/image").asText());
    }

    @Test
    void whatIsToBeFilledInIsFilledInByTheCommandOfItsHead() throws IOException {
        String placeholder =
                job().at("/spec/template/spec/containers/0/env/0/value").asText();
        assertEquals(
                "START_AT",
                job().at("/spec/template/spec/containers/0/env/0/name").asText());
        assertTrue(Files.readString(FILE).contains("sed \"s/" + placeholder + "/$(date "), placeholder);
    }
}
