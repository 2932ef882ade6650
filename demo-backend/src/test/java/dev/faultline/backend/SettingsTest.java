package dev.faultline.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.wire.InvalidValue;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.File;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    /** For settings of which a test wants something else. */
    static final SlowCaller.Bounds BOUNDS =
            new SlowCaller.Bounds(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));

    @Test
    void hasADefaultForEach() {
        Settings settings = settings(Map.of());
        assertEquals(null, settings.root());
        assertEquals(new ServiceTime.None(), settings.serviceTime());
        assertEquals(4096, settings.maxInFlight());
        assertEquals("Faultline-demo-backend", settings.server());
    }

    @Test
    void fixesTheServiceTimesByTheSeed() {
        assertEquals(
                settings(Map.of("faultline.backend.seed", "7")).random().nextLong(),
                settings(Map.of("faultline.backend.seed", "7")).random().nextLong());
    }

    @Test
    void takesADirectoryThatCanBeRead() {
        assertEquals(
                new File("src").getAbsoluteFile(),
                settings(Map.of("faultline.backend.root", "src")).root());
    }

    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "root; nowhere; must be a directory that can be read, was \"nowhere\"",
                "root; pom.xml; must be a directory that can be read, was \"pom.xml\"",
                "service-time; soon; must be none, fixed:5ms or lognormal:5ms,40ms, was \"soon\"",
                "max-in-flight; 0; must be from 1 to 50000, was 0",
                "max-in-flight; 50001; must be from 1 to 50000, was 50001",
                "head-timeout; 0s; must be from 100ms to 1d, was 0s",
                "idle-timeout; 2d; must be from 100ms to 1d, was 2d",
                "server-header; '\u00e4'; must be 1 to 128 printable ASCII characters, no blank at either end, was \"\u00e4\"",
                "server-header; ' a'; must be 1 to 128 printable ASCII characters, no blank at either end, was \" a\""
            })
    void refusesTheRestInASentence(String name, String value, String rule) {
        InvalidValue e = assertThrows(InvalidValue.class, () -> settings(Map.of("faultline.backend." + name, value)));
        assertEquals("faultline.backend." + name + " " + rule, e.getMessage());
    }

    private static Settings settings(Map<String, String> properties) {
        return Settings.of(new SmallRyeConfigBuilder()
                .withMapping(BackendConfig.class)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(BackendConfig.class));
    }
}
