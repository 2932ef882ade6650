package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.faultline.experiment.step.FaultControl;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only an answer that an injector would give means that it has obeyed. */
@Timeout(60)
class InjectorControlTest {

    private static final JsonNode PLAN = JsonNodeFactory.instance.objectNode().set("rules", rules());
    private static final JsonNode PRESET = JsonNodeFactory.instance.objectNode().put("preset", "half");
    private static final JsonNode FORM = JsonNodeFactory.instance.textNode("status=503:20 delay=10ms");

    private final Vertx vertx = Vertx.vertx();
    private final Scripted server = new Scripted();
    private final InjectorControl control = new InjectorControl(
            WebClient.create(vertx),
            new StrictReader(WireJson.mapper()),
            server.url() + "/",
            InjectorAccess.OPEN,
            List::of);

    InjectorControlTest() throws IOException {}

    private static JsonNode rules() {
        return JsonNodeFactory.instance.arrayNode();
    }

    @AfterEach
    void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aReplicaSaysWhichRevisionIsInForceThereAndWhoMadeIt() {
        server.answers(200, """
                {"instance":"i","revision":7,"etag":"\\"e\\"","expired":true,"changed":{"how":"HOW","by":"10.0.0.7"},"new":1}
                """);
        String address = server.url().substring("http://".length());
        assertEquals(
                List.of(new FaultControl.Replica(address, "i", 7, "\"e\"", true, "HOW by 10.0.0.7")),
                control.replicas());
        server.answers(200, "{\"instance\":\"i\",\"revision\":7,\"etag\":\"e\",\"expired\":false}");
        InjectorControl several = new InjectorControl(
                WebClient.create(vertx),
                new StrictReader(WireJson.mapper()),
                "http://localhost:1",
                InjectorAccess.OPEN,
                () -> List.of(server.url(), server.url()));
        assertEquals(2, several.replicas().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "set; replaced by me",
                "set to preset flaky; replaced to preset flaky by me",
                "stopped; stopped by me"
            })
    void howAPlanCameToBeIsToldInOneSentence(String how, String told) {
        server.answers(
                200,
                "{\"instance\":\"i\",\"revision\":7,\"etag\":\"e\",\"expired\":false,\"changed\":{\"how\":\"" + how
                        + "\",\"by\":\"me\"}}");
        assertEquals(told, control.replicas().get(0).change());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"200; {}", "200; no json", "404; nothing", "503; {}"})
    void whatIsNoRevisionIsNoAnswer(int status, String body) {
        server.answers(status, body);
        assertThrows(ControlFailed.class, control::replicas);
    }

    @Test
    void aPlanIsTheAnswerToEveryCall() {
        server.answers(200, "{\"rules\":[],\"maxActiveFaults\":1}");
        assertEquals("\"tag\"", control.put(PLAN));
        control.clear();
        assertEquals("{\"rules\":[],\"maxActiveFaults\":1}", control.plan().toString());
        assertEquals(
                "{\"rules\":[],\"maxActiveFaults\":1}", control.resolve(PRESET).toString());
        assertEquals(
                "{\"rules\":[],\"maxActiveFaults\":1}", control.resolve(FORM).toString());
        assertEquals(PLAN, control.resolve(PLAN));
        assertEquals(
                List.of(
                        "PUT /api/faults {\"rules\":[]}",
                        "DELETE /api/faults",
                        "GET /api/faults",
                        "PUT /api/faults/presets/half?dryRun=true",
                        "PUT /api/faults?dryRun=true status=503%3A20&delay=10ms"),
                server.asked);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            302 | {"rules":[]}          | false
            304 | ~~                    | false
            204 | ~~                    | false
            200 | ~~                    | false
            200 | <html>hello</html>    | false
            200 | [1,2]                 | false
            200 | "rules"               | false
            200 | {}                    | false
            200 | {"rules":{}}          | false
            200 | {"status":"ok"}       | false
            503 | {"rules":[]}          | false
            429 | {"title":"too many"}  | false
            400 | {"title":"no"}        | true
            404 | not found             | true
            """)
    void whatIsNoPlanIsNoObedience(int status, String body, boolean isFinal) {
        server.answers(status, body);
        List<Executable> all = List.of(
                () -> control.put(PLAN),
                control::clear,
                control::plan,
                () -> control.resolve(PRESET),
                () -> control.resolve(FORM));
        for (Executable each : all) {
            ControlFailed failure = assertThrows(ControlFailed.class, each);
            assertEquals(isFinal, failure.refused(), failure.getMessage());
            assertEquals(true, failure.reached(), failure.getMessage());
        }
    }
}
