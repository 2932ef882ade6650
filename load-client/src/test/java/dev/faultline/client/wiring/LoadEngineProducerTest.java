package dev.faultline.client.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.client.LoadConfig;
import dev.faultline.load.plan.LoadLimits;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadEngineProducerTest {

    private static LoadLimits bounds(Map<String, String> settings) {
        LoadConfig config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(LoadConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(LoadConfig.class);
        return new LoadEngineProducer(config).bounds();
    }

    @Test
    void loopbackAndServicesAreBoundsByDefault() {
        assertEquals(
                LoadLimits.of(
                        50_000,
                        List.of("localhost", "127.0.0.0/8", "[::1]", "service-names", "*.svc", "*.svc.cluster.local")),
                bounds(Map.of()));
    }

    @Test
    void boundsAreSetBySettings() {
        assertEquals(
                LoadLimits.of(10, List.of("*.svc", "10.0.0.0/8")),
                bounds(Map.of("faultline.load.max-rate", "10", "faultline.load.allowed-targets", "*.svc,10.0.0.0/8")));
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "faultline.load.allowed-targets, 10.0.0.1/8",
        "faultline.load.allowed-targets, *",
        "faultline.load.max-rate, 0",
        "faultline.load.max-rate, 1000001",
    })
    void aSettingThatMakesNoSenseIsToldInOneLine(String setting, String value) {
        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> bounds(Map.of(setting, value)));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(setting + " must be "), message);
        assertEquals(1, message.lines().count());
    }
}
