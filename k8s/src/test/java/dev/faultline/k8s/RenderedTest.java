package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rendered/} is what {@code helm template} prints, for people without Helm. */
class RenderedTest {

    private static final Path DIRECTORY = Path.of("rendered");

    /** Nothing random: the token is the user's. Nothing that runs once: the pod of {@code helm test} would. */
    private static final String FIXED = """
            control: {existingSecret: faultline-control}
            tests: {enabled: false}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"demo", "inject-into", "ha"})
    void itIsWhatTheChartRenders(String profile) throws IOException {
        String target = profile.equals("inject-into") ? ChartMatrix.CART + "\nrouting: {faultWeight: 10}\n" : "";
        String text = Chart.text(ChartValues.profile(profile, FIXED + target));
        Golden.same(DIRECTORY.resolve(profile + ".yaml"), text);
        assertFalse(text.contains("kind: Secret\n"));
        assertFalse(text.lines().anyMatch(line -> line.endsWith(" ")), "a line ends with a space");
    }

    @Test
    void thereIsOneForEachProfile() throws IOException {
        assertEquals(names(Chart.DIRECTORY, "values-"), names(DIRECTORY, ""));
    }

    private static Set<String> names(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix) && name.endsWith(".yaml"))
                    .filter(name -> !name.equals("values.yaml"))
                    .forEach(name -> names.add(name.substring(prefix.length())));
            return names;
        }
    }
}
