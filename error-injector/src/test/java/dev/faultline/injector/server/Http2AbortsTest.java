package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.server.FrameClient.Frame;
import io.netty.handler.codec.http2.Http2Headers;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.SocketException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The aborts over HTTP/2, seen frame by frame. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(30)
class Http2AbortsTest extends WireTestBase {

    /** Requests for /slow are parked, all others meet that abort. */
    private static void abortBesideSlow(String abort) {
        putPlan("{'rules':[{'match':{'path':'/slow'},'delay':{'type':'fixed','value':'5m'}},"
                + "{'name':'r','aborts':[{'percentage':100,'type':" + abort + "}]}]}");
    }

    private FrameClient client() throws IOException {
        return new FrameClient(connect()).start();
    }

    private void assertAnswered(FrameClient client, int stream) throws Exception {
        Frame head = client.next(stream);
        assertEquals("200", client.headers(head).status().toString());
        Frame body = client.next(stream);
        assertEquals("ok", body.payload().toString());
        assertTrue(body.endsStream());
    }

    static Stream<Long> codes() {
        return LongStream.concat(LongStream.rangeClosed(0, 13), LongStream.of(4_294_967_295L))
                .boxed();
    }

    @ParameterizedTest
    @MethodSource("codes")
    void aStreamIsResetAndTheOthersLive(long code) throws Exception {
        abortBesideSlow("'reset-stream','code':" + code);
        try (FrameClient client = client()) {
            client.get(1, "/slow");
            awaitActive(1);
            client.get(3, "/");
            Frame reset = client.next(3);
            assertEquals(FrameClient.RST_STREAM, reset.type());
            assertEquals(code, reset.number(0));
            client.request(5, "/", 0);
            assertEquals(FrameClient.RST_STREAM, client.next(5).type());
            assertEquals(1, active.count());
            stop();
            assertAnswered(client, 1);
        }
    }

    @Test
    void aGrpcStatusIsHeadersAndNothingElse() throws Exception {
        abort("'grpc-status','status':'UNAVAILABLE','message':'50% Äpfel','retryPushback':'never'");
        try (FrameClient client = client()) {
            // The request is still coming, as in every streaming call.
            Frame head = client.call(1, "/shop.Cart/AddItem").next(1);
            assertEquals(FrameClient.HEADERS, head.type());
            assertTrue(head.endsStream());
            Http2Headers headers = client.headers(head);
            assertEquals("200", headers.status().toString());
            assertEquals("application/grpc", headers.get("content-type").toString());
            assertEquals("14", headers.get("grpc-status").toString());
            assertEquals("50%25 %C3%84pfel", headers.get("grpc-message").toString());
            assertEquals("-1", headers.get("grpc-retry-pushback-ms").toString());
            assertEquals("r/grpc-status", headers.get("x-faultline-fault").toString());
        }
    }

    @Test
    void aMalformedChunkIsAReset() throws Exception {
        abort("'malformed-chunk'");
        try (FrameClient client = client()) {
            assertEquals(1, client.get(1, "/").next(1).number(0));
        }
    }

    @Test
    void aHangEndsByAReset() throws Exception {
        abort("'hang','for':'50ms'");
        try (FrameClient client = client()) {
            Frame reset = client.get(1, "/").next(1);
            assertEquals(FrameClient.RST_STREAM, reset.type());
            assertEquals(2, reset.number(0));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'reset'", "'close'", "'garbage','bytes':100"})
    void connectionFaultsEndAllStreams(String abort) throws Exception {
        abortBesideSlow(abort);
        try (FrameClient client = client()) {
            client.get(1, "/slow").get(3, "/slow");
            awaitActive(2);
            // Of two that come together, the first decides.
            client.write(
                    FrameClient.head(5, "/", FrameClient.END_STREAM), FrameClient.head(7, "/", FrameClient.END_STREAM));
            assertEndsBy(abort, client);
            awaitActive(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'reset'", "'close'", "'garbage','bytes':100"})
    void connectionFaultsEndAnUpgradedConnection(String abort) throws Exception {
        abort(abort);
        try (FrameClient client = new FrameClient(connect()).upgrade("/")) {
            assertEndsBy(abort, client);
        } catch (SocketException earlier) {
            assertEquals("'reset'", abort);
        }
    }

    private static void assertEndsBy(String abort, FrameClient client) throws IOException {
        if (abort.equals("'reset'")) {
            assertThrows(SocketException.class, client::endsWithoutAnswer);
        } else if (abort.equals("'close'")) {
            assertTrue(client.endsWithoutAnswer());
        } else {
            byte[] all = client.in().readAllBytes();
            assertTrue(all.length >= 100);
            assertTrue(IntStream.range(all.length - 100, all.length).allMatch(i -> all[i] < 0));
        }
    }

    @Test
    void goAwayAnswersAndWaitsForTheOthers() throws Exception {
        abortBesideSlow("'goaway'");
        try (FrameClient client = client()) {
            client.get(1, "/slow");
            awaitActive(1);
            client.get(3, "/");
            assertGoAway(client, 3, 0);
            assertAnswered(client, 3);
            // It is too late for another.
            client.get(5, "/");
            stop();
            assertAnswered(client, 1);
            assertTrue(client.endsWithoutAnswer());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 11, 4_294_967_295L})
    void goAwayWithAnErrorAnswersAndWaitsAsWell(long code) throws Exception {
        putPlan("{'rules':[{'match':{'path':'/slow'},'delay':{'type':'fixed','value':'5m'}},"
                + "{'delay':{'type':'fixed','value':'20ms'},'aborts':[{'percentage':100,'type':'goaway','code':" + code
                + "}]}]}");
        try (FrameClient client = client()) {
            client.get(1, "/slow");
            awaitActive(1);
            client.get(3, "/");
            assertGoAway(client, 3, code);
            assertAnswered(client, 3);
            stop();
            assertAnswered(client, 1);
            assertTrue(client.endsWithoutAnswer());
        }
    }

    @Test
    void goAwayEndsTheStreamsAboveTheLast() throws Exception {
        abortBesideSlow("'goaway','code':'ENHANCE_YOUR_CALM','lastStreamId':0");
        try (FrameClient client = client()) {
            client.get(1, "/slow").get(3, "/slow");
            awaitActive(2);
            client.get(5, "/");
            assertGoAway(client, 0, 11);
            assertTrue(client.endsWithoutAnswer());
            awaitActive(0);
        }
    }

    @Test
    void twoGoAwaysSayNoMoreThanTheLower() throws Exception {
        putPlan("{'rules':[{'match':{'path':'/low'},'delay':{'type':'fixed','value':'5m'},"
                + "'aborts':[{'percentage':100,'type':'goaway','lastStreamId':1}]},"
                + "{'match':{'path':'/slow'},'delay':{'type':'fixed','value':'5m'}},"
                + "{'aborts':[{'percentage':100,'type':'goaway','lastStreamId':2147483647}]}]}");
        try (FrameClient client = client()) {
            client.get(1, "/slow");
            awaitActive(1);
            client.get(3, "/");
            assertGoAway(client, Integer.MAX_VALUE, 0);
            assertAnswered(client, 3);
            client.get(5, "/");
            assertAnswered(client, 5);
            stop();
            assertAnswered(client, 1);
            assertTrue(client.endsWithoutAnswer());
        }
    }

    @Test
    void goAwayEndsAnUpgradedConnection() throws Exception {
        abort("'goaway'");
        try (FrameClient client = new FrameClient(connect()).upgrade("/")) {
            assertGoAway(client, 1, 0);
            assertAnswered(client, 1);
            assertTrue(client.endsWithoutAnswer());
        }
    }

    private static void assertGoAway(FrameClient client, long last, long code) throws IOException {
        Frame goAway = client.nextOf(FrameClient.GOAWAY);
        assertEquals(last, goAway.number(0));
        assertEquals(code, goAway.number(4));
    }
}
