package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.experiment.step.HttpControl;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.ControlFailed;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a call has done what it should, and if not, whether it is of use to make it again. */
@Timeout(60)
class HttpCallsTest {

    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final HttpCalls calls = new HttpCalls(client, target -> {});
    private final Scripted server = new Scripted();

    HttpCallsTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private HttpControl.Call call(List<Integer> expect, Duration timeout) {
        return new HttpControl.Call("POST", Target.of(server.url() + "/on"), Map.of(), null, expect, timeout);
    }

    private ControlFailed failure(Duration timeout) {
        return assertThrows(ControlFailed.class, () -> calls.call(call(List.of(), timeout)));
    }

    @ParameterizedTest
    @CsvSource({
        "302, false",
        "304, false",
        "400, true",
        "403, true",
        "404, true",
        "408, false",
        "409, true",
        "422, true",
        "425, false",
        "429, false",
        "500, false",
        "502, false",
        "503, false",
        "504, false"
    })
    void onlyAComplaintAboutTheCallItselfIsFinal(int status, boolean isFinal) {
        server.answers(status, "");
        ControlFailed failure = failure(Duration.ofSeconds(30));
        assertEquals("POST " + server.url() + "/on answered " + status, failure.getMessage());
        assertEquals(isFinal, failure.refused());
        assertTrue(failure.reached());
    }

    @Test
    void noComplaintHoldsTheQueryInWhichATokenMayBe() {
        server.answers(403, "");
        HttpControl.Call asked = new HttpControl.Call(
                "PUT", Target.of(server.url() + "/on?token=abc"), Map.of(), null, List.of(), Duration.ofSeconds(30));
        ControlFailed failure = assertThrows(ControlFailed.class, () -> calls.call(asked));
        assertEquals("PUT " + server.url() + "/on?... answered 403", failure.getMessage());
        assertEquals(List.of("PUT /on?token=abc"), server.asked);
        server.close();
        assertFalse(assertThrows(ControlFailed.class, () -> calls.call(asked))
                .getMessage()
                .contains("abc"));
    }

    @Test
    void whatIsExpectedIsFine() {
        server.answers(404, "");
        calls.call(call(List.of(404), Duration.ofSeconds(30)));
        server.answers(204, "");
        calls.call(call(List.of(), Duration.ofSeconds(30)));
        assertEquals(List.of("POST /on", "POST /on"), server.asked);
    }

    @Test
    void anAnswerThatDoesNotEndIsAFailureThatSaysSo() {
        server.answers(200, "so");
        server.stallsInTheBody();
        ControlFailed failure = failure(Duration.ofMillis(200));
        assertTrue(
                failure.getMessage().startsWith("POST " + server.url() + "/on failed: ")
                        && !failure.getMessage().contains("null"),
                failure.getMessage());
        assertTrue(!failure.refused());
    }

    @Test
    void aClientThatIsClosedIsAFailureLikeOthers() {
        client.close();
        ControlFailed failure = failure(Duration.ofSeconds(30));
        assertTrue(failure.getMessage().contains("can't be sent any more"), failure.getMessage());
        assertTrue(failure.refused(), "it will not open again");
    }
}
