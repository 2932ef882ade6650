package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every variable that the chart sets is one that the README of its service tells of. */
class SettingsExistTest {

    @ParameterizedTest
    @MethodSource("dev.faultline.k8s.ChartMatrix#rows")
    void theReadmeOfTheServiceTellsOfIt(ChartValues values) throws IOException {
        Set<String> unknown = new TreeSet<>();
        for (JsonNode deployment : Manifests.ofKind(Chart.objects(values), "Deployment")) {
            JsonNode container = deployment.at("/spec/template/spec/containers/0");
            // Of what image it is: a sender is a load-client.
            String service = container.path("image").asText().replaceAll(".*/([a-z-]+)[:@].*", "$1");
            String readme = Files.readString(Path.of("..", service, "README.md"));
            for (String name : container.path("env").findValuesAsText("name")) {
                if (name.startsWith("FAULTLINE_") && !readme.contains("`" + name + "`")) {
                    unknown.add(service + ": " + name);
                }
            }
        }
        assertEquals(Set.of(), unknown);
    }
}
