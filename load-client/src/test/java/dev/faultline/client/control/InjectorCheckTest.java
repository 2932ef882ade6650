package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.WebClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of an injector before anything is done, and what its answers mean. */
@Timeout(60)
class InjectorCheckTest {

    private static final StrictReader JSON = new StrictReader(WireJson.mapper());
    private static final String PLAN = "{\"rules\":[]}";

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private InjectorControl control;
    private volatile int status;
    private volatile String answer = "";
    private volatile String asked = "";
    private volatile String authorization = "";

    @BeforeEach
    void start() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    asked = request.method() + " " + request.uri() + " " + body;
                    authorization = String.valueOf(request.getHeader("Authorization"));
                    request.response().setStatusCode(status).end(answer);
                }));
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        control = new InjectorControl(
                WebClient.create(vertx),
                JSON,
                "http://127.0.0.1:" + server.actualPort() + "/",
                InjectorAccess.OPEN,
                List::of);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void answers(int code, String body) {
        status = code;
        answer = body;
    }

    private static JsonNode tree(String text) {
        return JSON.tree(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"rules":[]}                  | PUT /api/faults?dryRun=true {"rules":[]}
            {"preset":"brownout"}         | PUT /api/faults/presets/brownout?dryRun=true
            "status=503:20  delay=1s:5"   | PUT /api/faults?dryRun=true status=503%3A20&delay=1s%3A5
            """)
    void aCheckChangesNothing(String written, String request) {
        answers(200, PLAN);
        control.check(tree(written));
        assertEquals(request, asked.trim());
    }

    @Test
    void whatItRefusesIsToldWithItsField() {
        answers(
                400,
                "{\"detail\":\"d\",\"field\":\"rules[0].aborts[0].percentage\",\"rule\":\"must be from 0 to 100\",\"value\":\"200\"}");
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> control.check(tree(PLAN)));
        assertEquals("rules[0].aborts[0].percentage must be from 0 to 100, was 200", invalid.getMessage());
    }

    @Test
    void aPresetThatItDoesNotHaveIsTold() {
        answers(404, "{\"status\":404,\"detail\":\"there is no preset \\\"nope\\\"; there are outage\"}");
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> control.check(tree("{\"preset\":\"nope\"}")));
        assertEquals("preset", invalid.field());
        assertTrue(invalid.getMessage().contains("there are outage"), invalid.getMessage());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            400 | {"error": "another service"}
            400 | no JSON
            401 | {"rule": "must have a token"}
            404 | {"status": 404}
            503 | {"rule": "must be up"}
            """)
    void whatSaysNothingOfThePlanIsNoFaultOfIt(int code, String body) {
        answers(code, body);
        assertThrows(ControlFailed.class, () -> control.check(tree(PLAN)));
    }

    @Test
    void whoIsNotThereSaysNothingOfThePlan() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        ControlFailed failed = assertThrows(ControlFailed.class, () -> control.check(tree(PLAN)));
        assertTrue(!failed.refused(), failed.getMessage());
    }

    @Test
    void theTokenIsShownAsItIsAtThatMoment() {
        answers(200, PLAN);
        control.clear();
        assertEquals("null", authorization);
        AtomicInteger shown = new AtomicInteger();
        InjectorControl guarded = new InjectorControl(
                WebClient.create(vertx),
                JSON,
                "http://127.0.0.1:" + server.actualPort(),
                new InjectorAccess(() -> "Bearer " + shown.incrementAndGet()),
                List::of);
        guarded.clear();
        assertEquals("Bearer 1", authorization);
        guarded.check(tree("{\"preset\":\"brownout\"}"));
        assertEquals("Bearer 2", authorization);
    }
}
