package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("it changes properties of the process")
class PreflightTest {

    private static final String HTTP = "quarkus.http.host-enabled";
    private static final String MANAGEMENT = "quarkus.management.host-enabled";
    private static final String LEVEL = "quarkus.log.level";

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "atack --rate 5",
                "attack --rate",
                "attack --target http://a/ --rate 5 --max-lag abc",
                "attack --target http://a/ --rate 5 --allow-target ???",
                "--nonsense",
                "file.yaml",
                "run",
                "run --nonsense",
                "run missing.yaml",
                "run missing.yaml --serve --verbose",
                "attack --nonsense --verbose",
                "learn --nonsense",
                "learn --speed fast FILE",
                "compare",
                "sender --port 0",
                "sender --port nonsense",
                "sender localhost:8080",
            })
    void whatCannotBeMeantStartsNothing(String arguments) {
        assertEquals(OptionalInt.of(104), Preflight.prepare(arguments.split(" ")));
    }

    /** What is opened and what is logged; nothing where the configuration decides. */
    @ParameterizedTest
    @CsvSource({
        "doctor --json, false, WARN",
        "learn access.log --put, false, WARN",
        "learn --prometheus http://p --service a --token-file t --ca-file c --put http://i --verbose, false,",
        "compare a b, false, WARN",
        "slo --of http://a/, false, WARN",
        "slo --of http://a/ --verbose, false,",
        "run FILE, false, WARN",
        "run FILE --verbose, false,",
        "run --wait-for http://a/ FILE --set a=b, false, WARN",
        "run FILE --serve,, WARN",
        "run --stay Bye. FILE,, WARN",
        "run FILE --stay,, WARN",
        "run --serve --verbose FILE,,",
        "attack --target http://localhost/ --rate 5, false, WARN",
        "attack --target http://localhost/ --rate 5 --serve,, WARN",
        "attack --target http://localhost/ --rate 5 --verbose --serve,,",
        "attack --help, false, WARN",
        // A service, whose log is all that it says.
        "sender,,",
        "sender --port 8301,,",
    })
    void aCommandOpensPortsAndLogsOnlyIfAsked(String arguments, String open, String level) throws IOException {
        List<String> names = List.of(
                HTTP,
                MANAGEMENT,
                LEVEL,
                "quarkus.http.port",
                "quarkus.management.port",
                "quarkus.shutdown.delay",
                "faultline.learn.files",
                "faultline.learn.prometheus",
                "faultline.learn.token-file",
                "faultline.learn.ca-file",
                "faultline.injector.control");
        Map<String, String> before = new HashMap<>();
        names.forEach(name -> before.put(name, System.getProperty(name)));
        Path file = Files.createFile(directory.resolve("e.yaml"));
        try {
            names.forEach(System::clearProperty);
            assertEquals(
                    OptionalInt.empty(),
                    Preflight.prepare(arguments.replace("FILE", file.toString()).split(" ")));
            assertEquals(open, System.getProperty(HTTP));
            assertEquals(open, System.getProperty(MANAGEMENT));
            assertEquals(level, System.getProperty(LEVEL));
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }
}
