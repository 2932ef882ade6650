package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class FormGrammarTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static FaultPlan read(String form) {
        return FormGrammar.read(form.getBytes(StandardCharsets.UTF_8)).acceptedAt(NOON);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "status=503; status 503 100%",
                "status=503:20; status 503 20%",
                "status=503:20%; status 503 20%",
                "status=503%3A20%25; status 503 20%",
                "status=503:20,500:10; status 503 20% status 500 10%",
                "status=503:20%,500:10%; status 503 20% status 500 10%",
                "status=503:99.0,503:1.00001; status 503 99% status 503 1.00001%",
                "status=555:.5; status 555 0.5%",
                "status=503:0; status 503 0%",
                "status=503: 20 ; status 503 20%",
            })
    void readsStatuses(String form, String aborts) {
        Rule rule = read(form).rules().get(0);
        String seen = rule.aborts().stream()
                .map(abort -> (StatusAbort) abort)
                .map(abort -> "status " + abort.status() + " " + abort.percentage())
                .reduce((a, b) -> a + " " + b)
                .orElse("");
        assertEquals(aborts, seen);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "delay=100ms; {'type':'fixed','value':'100ms','percentage':100}",
                "delay=100ms:20%; {'type':'fixed','value':'100ms','percentage':20}",
                "delay=150us; {'type':'fixed','value':'150us','percentage':100}",
                "delay=10ms:20,1s:0.5; {'type':'discrete','values':[{'value':'10ms','percentage':20},"
                        + "{'value':'1s','percentage':0.5}],'percentage':100}",
            })
    void readsDelays(String form, String json) {
        String written = new String(new PlanJson().write(read(form)), StandardCharsets.UTF_8);
        assertTrue(written.contains("\"delay\":" + json.replace('\'', '"')), written);
    }

    @Test
    void readsAllThree() {
        FaultPlan plan = read("status=503:20,500:10&delay=10ms:20,1s:0.5&ttl=5m\r\n");
        assertEquals(NOON.plusSeconds(300), plan.expiresAt());
        assertEquals(
                "rule-1: delay discrete 100% + status 20% + status 10%, until 2026-01-31T12:05:00Z", plan.summary());
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/refused-forms.csv", delimiter = ';', quoteCharacter = '`')
    void refuses(String form, String field, String complaint) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(form));
        assertEquals(field == null ? "" : field, invalid.field());
        assertTrue((invalid.rule() + ", was " + invalid.value()).startsWith(complaint), invalid.getMessage());
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] form = {'s', 't', 'a', 't', 'u', 's', '=', (byte) 0xff};
        assertThrows(InvalidValue.class, () -> FormGrammar.read(form));
        assertThrows(InvalidValue.class, () -> read("status=%ff"));
        assertThrows(InvalidValue.class, () -> read(""));
    }
}
