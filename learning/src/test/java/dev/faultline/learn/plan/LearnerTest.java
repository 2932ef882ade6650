package dev.faultline.learn.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.learn.source.PrometheusApi;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for, as a document. It is noon. */
class LearnerTest {

    private static final StrictReader JSON = new StrictReader(WireJson.mapper());

    private final Learner learner = new Learner(
            LearnerTest::nothing,
            name -> {
                throw new IOException("gone");
            },
            InstantSource.fixed(Instant.parse("2026-11-30T12:00:00Z")));

    private static PrometheusApi.Answer nothing(String base, String query) {
        String empty = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";
        return new PrometheusApi.Answer(200, new ByteArrayInputStream(empty.getBytes(StandardCharsets.UTF_8)));
    }

    private Learned learn(String document) {
        return learner.learn(
                JSON.read(document.replace('\'', '"').getBytes(StandardCharsets.UTF_8), LearnRequest.class));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            {}|the document must name one source: prometheus, file or content, was none
            {'file':'a','content':'b'}|the document must name one source: prometheus, file or content, was 2
            {'content':''}|content must be one of
            {'file':'a'}|file must be a file that can be read, was "a"
            {'content':'x','speed':2}|speed must be given with step: it is a timeline that is played faster, was 2
            {'content':'x','step':'30s','speed':0}|speed must be from 0.001 to 1000, was 0
            {'content':'x','routes':2}|routes must be given with by, which says what is told apart, was 2
            {'content':'x','by':'path','routes':51}|routes must be from 1 to 50, was 51
            {'content':'x','for':'500ms'}|for must be from 1s to 31d, was 500ms
            {'content':'x','step':'0s'}|step must be from 1s to 31d, was 0s
            {'content':'x','for':'10s','step':'30s'}|step must not be longer than for, was 30s
            {'content':'x','at':'tuesday'}|at must be an instant such as 2026-11-24T20:15:00Z, or latest, was "tuesday"
            {'content':'x','at':'2026-11-30T12:00:01Z'}|at must not be in the future: it is 2026-11-30T12:00:00Z, was 2026-11-30T12:00:01Z
            {'prometheus':{'url':'http://p:9090','service':'s'},'at':'2026-11-30T11:59:00Z','for':'2m'}|for must end by now, which is 1m after at, was 2m
            {'prometheus':{'url':'http://p:9090','service':'s'}}|service must have requests that were counted from 2026-11-30T11:50:00Z to 2026-11-30T12:00:00Z by one of: Linkerd's
            {'prometheus':{'url':'http://p:9090','latencyQuery':'x'}}|latencyQuery must give what was counted from 2026-11-30T11:50:00Z
            {'prometheus':{'url':'http://p:9090'}}|prometheus.service must be given, or latencyQuery and statusQuery in its place, was nothing
            {'prometheus':{'url':'http://p:9090','service':'a b'}}|prometheus.service must be the name of a service, was "a b"
            {'prometheus':{'url':'http://u:p@p:9090','service':'a'}}|prometheus.url must be a URL such as http://prometheus:9090
            {'prometheus':{'url':'p:9090','service':'a'}}|prometheus.url must be a URL such as http://prometheus:9090
            {'prometheus':{'service':'a'}}|prometheus.url must be given, was nothing
            {'prometheus':{'url':'http://p','statusQuery':'x','unit':'s'}}|prometheus.unit must be given with latencyQuery, was "s"
            """, delimiter = '|', quoteCharacter = '`')
    void whatCantBeLearnedIsRefusedInASentence(String document, String complaint) {
        String message = assertThrows(InvalidValue.class, () -> learn(document)).getMessage();
        assertEquals(complaint, message.substring(0, Math.min(complaint.length(), message.length())));
    }

    @Test
    void onePlanIsLearnedAtATime() {
        AtomicReference<Learner> busy = new AtomicReference<>();
        LearnRequest request = new LearnRequest(null, "f", null, null, null, null, null, null, null);
        busy.set(new Learner(
                LearnerTest::nothing,
                name -> {
                    String complaint = assertThrows(
                                    ControlFailed.class,
                                    () -> Objects.requireNonNull(busy.get()).observe(request))
                            .getMessage();
                    throw new IOException(complaint);
                },
                InstantSource.system()));
        for (int i = 0; i < 2; i++) {
            InvalidValue e = assertThrows(
                    InvalidValue.class, () -> Objects.requireNonNull(busy.get()).observe(request));
            assertEquals(
                    "another plan is being learned just now: ask again",
                    e.getCause() == null ? "" : e.getCause().getMessage());
        }
    }

    @Test
    void aFileIsLearnedFrom() {
        String log =
                "1.2.3.4 - - [30/Nov/2026:11:00:00 +0000] \\\"GET / HTTP/1.1\\\" 503 5 \\\"-\\\" \\\"curl\\\" 0.250\\n";
        Learned learned = learn("{\"content\": \"" + log.repeat(3) + "\"}");
        assertEquals(3, learned.requests());
        assertEquals(503, learned.plan().at("/rules/0/aborts/0/status").asInt());
        assertEquals("249.6ms", learned.plan().at("/rules/0/delay/points/0").asText());
    }
}
