package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloQuestionTest {

    private static final StrictReader JSON = new StrictReader(WireJson.mapper());

    private static SloResource.Question asked(SloResource.Question query, String body) {
        return query.with(JSON.tree(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static SloResource.Question asked(String body) {
        return asked(new SloResource.Question(null, List.of()), body);
    }

    @Test
    void theMetadataAsksBesidesTheQuery() {
        assertEquals(
                new SloResource.Question("2s", List.of("p50 < 1s", "p95 < 1s", "p99 < 1s")),
                asked(new SloResource.Question(null, List.of("p50 < 1s")), """
                        {"metadata": {"threshold": "p95 < 1s", "window": "2s", "threshold.1": "p99 < 1s"}}
                        """));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"metadata\":null}", """
            {"name": "podinfo", "namespace": "test", "phase": "Progressing", "checksum": "85d557f47b", "buildId": "1",
             "type": "rollout", "failedChecks": 0, "canaryWeight": 10, "iterations": 0, "remainingTime": 60,
             "metadata": {"type": "bash", "cmd": "hey -z 1m", "eventMessage": "new", "timestamp": "1", "interval": "1m"}}
            """, """
            {"apiVersion": "v1", "kind": "Event", "spec": {"window": "1m"}, "data": {"threshold": 1}, "timeout": "5s"}
            """})
    void whatOthersPostIsTheirOwnBusiness(String body) {
        assertEquals(new SloResource.Question(null, List.of()), asked(body));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"threshold\":\"p95 < 1s\"}; threshold; metadata.threshold",
                "{\"thresholds\":[\"p95 < 1s\"]}; thresholds; metadata.threshold",
                "{\"window\":\"2s\",\"metadata\":{}}; window; metadata.window",
                "{\"metdata\":{\"threshold\":\"p95 < 1s\"}}; metdata; metadata",
                "{\"metadata\":{\"thresholds\":\"p95 < 1s\"}}; metadata.thresholds; metadata.threshold",
                "{\"metadata\":{\"treshold.1\":\"p95 < 1s\"}}; metadata.treshold.1; metadata.threshold",
                "{\"metadata\":{\"Threshold\":\"p95 < 1s\"}}; metadata.Threshold; metadata.threshold",
                "{\"metadata\":{\"windw\":\"2s\"}}; metadata.windw; metadata.window",
            })
    void whatIsMeantForOursIsNotPassedOver(String body, String field, String meant) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> asked(body));
        assertEquals(field, refused.field());
        assertEquals("is not known here; did you mean " + meant + "?", refused.rule());
    }

    @Test
    void theMetadataIsAnObject() {
        assertEquals(
                "metadata",
                assertThrows(InvalidValue.class, () -> asked("{\"metadata\":\"p95 < 1s\"}"))
                        .field());
    }
}
