package dev.faultline.client.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.ControlFailed;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InjectorRelayTest {

    private final Vertx vertx = Vertx.vertx();
    private final WebClient client = WebClient.create(vertx);
    private final Scripted server = server();

    private static Scripted server() {
        try {
            return new Scripted();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private InjectorRelay relay(String base) {
        return new InjectorRelay(client, "error-injector", base, InjectorAccess.OPEN);
    }

    @Test
    void anAnswerComesBackWhateverItsStatus() {
        server.answers(409, "{\"status\":409}");
        InjectorRelay relay = relay(server.url() + "/");
        assertEquals(server.url(), relay.base());
        InjectorRelay.Answer answer = relay.ask(
                        new InjectorRelay.Question("PUT", "/api/faults?dryRun=true", Map.of(), Buffer.buffer("{}")))
                .join();
        assertEquals(409, answer.status());
        assertFalse(answer.isFine());
        assertEquals("{\"status\":409}", answer.body().toString());
        assertEquals(List.of("PUT /api/faults?dryRun=true {}"), server.asked);
    }

    @Test
    void whoDoesNotAnswerIsNamed() {
        String url = server.url();
        server.close();
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> relay(url).ask(InjectorRelay.Question.get("/api/stats")).join());
        Throwable cause = InjectorRelay.cause(failure);
        String said = assertInstanceOf(ControlFailed.class, cause).getMessage();
        assertTrue(said.startsWith("error-injector at " + url + " does not answer: Connection refused"), said);
    }

    @Test
    void aClientThatIsClosedAsksNobody() {
        client.close();
        assertThrows(
                CompletionException.class,
                () -> relay(server.url())
                        .ask(InjectorRelay.Question.get("/api/stats"))
                        .join());
        assertEquals(List.of(), server.asked);
    }
}
