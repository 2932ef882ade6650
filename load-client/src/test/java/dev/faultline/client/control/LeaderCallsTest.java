package dev.faultline.client.control;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.cluster.Leadership;
import dev.faultline.platform.cluster.MockCluster;
import dev.faultline.platform.guard.ControlGuard;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.StrictReader;
import dev.faultline.platform.wire.WireJson;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One that stands by, and a leader that answers what it is told. */
@Timeout(60)
class LeaderCallsTest {

    private static final Leadership.Office NONE = new Leadership.Office() {
        @Override
        public void begin() {}

        @Override
        public void lost(String why, Duration left) {}
    };

    private final Vertx vertx = Vertx.vertx();
    private final MockCluster cluster = new MockCluster();
    private final Scripted server = server();
    private final Leadership leads = process("pod-a/1", server.url());
    private final Leadership standsBy = process("pod-b/1", "http://127.0.0.1:1");

    private static Scripted server() {
        try {
            return new Scripted();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Leadership process(String name, String address) {
        return Leadership.of(
                "lease",
                new Leadership.Candidate(name, address),
                cluster::client,
                InstantSource.system(),
                System::nanoTime);
    }

    @BeforeEach
    void begin() {
        leads.begin(NONE);
        await().until(leads::isLeading);
        standsBy.begin(NONE);
        await().until(() -> standsBy.leader().isPresent());
    }

    @AfterEach
    void close() {
        standsBy.close();
        leads.close();
        server.close();
        cluster.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private LeaderCalls calls(Leadership leadership) {
        ControlGuard guard = ControlGuard.of("faultline.control", Optional.of("s3cret-T0ken=="), Optional.empty());
        return new LeaderCalls(WebClient.create(vertx), leadership, guard, new StrictReader(WireJson.mapper()), null);
    }

    @Test
    void theKillSwitchIsPassedOnOnceWithTheToken() {
        server.answers(200, "{\"faults\":\"off\",\"split\":null,\"experiments\":[\"one\"],\"leader\":null}");
        LeaderCalls.Told told = calls(standsBy).pressKillSwitch().orElseThrow();
        assertEquals("pod-a at " + server.url(), told.leader());
        assertEquals(List.of("one"), told.experiments());
        assertEquals(List.of("POST /api/kill-switch"), server.asked);
        assertEquals("Bearer s3cret-T0ken==", server.header("Authorization"));
        assertEquals("true", server.header(LeaderCalls.PASSED_ON));
    }

    @Test
    void whoLeadsPassesNothingOn() {
        assertEquals(Optional.empty(), calls(leads).pressKillSwitch());
        assertEquals(Optional.empty(), calls(Leadership.alone()).pressKillSwitch());
        assertEquals(List.of(), server.asked);
    }

    @Test
    void whatTheLeaderCouldNotDoIsTold() {
        server.answers(502, "{\"detail\":\"the faults: no answer\"}");
        ControlFailed failed =
                assertThrows(ControlFailed.class, () -> calls(standsBy).pressKillSwitch());
        assertTrue(failed.getMessage().contains("/api/kill-switch answered 502: "), failed.getMessage());
        assertTrue(failed.getMessage().contains("the faults: no answer"), failed.getMessage());
        server.answers(200, "<html>");
        failed = assertThrows(ControlFailed.class, () -> calls(standsBy).pressKillSwitch());
        assertTrue(failed.getMessage().contains("was answered by no load-client"), failed.getMessage());
        server.close();
        failed = assertThrows(ControlFailed.class, () -> calls(standsBy).pressKillSwitch());
        assertTrue(failed.getMessage().contains("Connection refused"), failed.getMessage());
    }
}
