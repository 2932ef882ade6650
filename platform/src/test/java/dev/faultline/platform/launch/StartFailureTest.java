package dev.faultline.platform.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

class StartFailureTest {

    private final IOException inUse = new IOException("bind(..) failed with error(-98): Address already in use");

    @Test
    void namesThePortThatIsTakenAndItsOption() {
        Throwable traffic = new IllegalStateException("Unable to start HTTP server", inUse);
        assertEquals(
                Optional.of("port 8081 is in use by another process; set quarkus.http.port to a free one"),
                StartFailure.sentence(traffic, config("8081")));
        Throwable management =
                new IllegalStateException("Unable to start the management interface on 0.0.0.0:9000", inUse);
        assertEquals(
                Optional.of("port 9000 is in use by another process; set quarkus.management.port to a free one"),
                StartFailure.sentence(new IllegalStateException("wrapped", management), config("8081")));
    }

    @Test
    void saysOnlyTheSentenceOfABadSetting() {
        Throwable failure =
                new IllegalStateException("wrapped", new ConfigurationException("root must be a directory"));
        assertEquals(Optional.of("root must be a directory"), StartFailure.sentence(failure, config("1")));
    }

    @Test
    void tellsAllOfWhatShouldNotHappen() {
        Throwable failure = new IllegalStateException("odd", new IOException("disk on fire"));
        assertEquals(Optional.empty(), StartFailure.sentence(failure, config("1")));
        String text = StartFailure.trace(failure);
        assertTrue(text.contains("disk on fire") && text.contains("\tat "), text);
    }

    private static Config config(String port) {
        return new SmallRyeConfigBuilder()
                .withDefaultValue("quarkus.http.port", port)
                .build();
    }
}
