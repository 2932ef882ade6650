package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The table of refused plans without a server, which says sooner what is wrong. */
class RefusedPlansTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static final PlanJson JSON = new PlanJson();

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/refused-plans.csv", delimiter = ';', quoteCharacter = '`', maxCharsPerColumn = 10_000)
    void namesFieldRuleAndValue(String document, @Nullable String field, String complaint) {
        byte[] body = document.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        InvalidValue invalid =
                assertThrows(InvalidValue.class, () -> JSON.read(body).acceptedAt(NOON));
        assertEquals(field == null ? "" : field, invalid.field(), invalid.getMessage());
        assertTrue((invalid.rule() + ", was " + invalid.value()).startsWith(complaint), invalid.getMessage());
        assertFalse(invalid.value().isEmpty(), invalid.getMessage());
    }
}
