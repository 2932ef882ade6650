package dev.faultline.injector.server;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.injector.decide.ActiveFaults;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What the tests of the wire have in common. After each of them nothing may be held back, no connection may be open and
 * nothing may have been complained about.
 */
abstract class WireTestBase {

    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final String PLAN = "/api/faults";

    @Inject
    DataPlane dataPlane;

    @Inject
    ActiveFaults active;

    @Inject
    Vertx vertx;

    private final Complaints complaints = new Complaints();

    @BeforeEach
    void startWithoutFaults() {
        stop();
        complaints.listen();
    }

    @AfterEach
    @Timeout(20)
    void nothingIsLeftBehind() throws IOException {
        stop();
        awaitActive(0);
        awaitNoConnection();
        List<String> heard = new ArrayList<>(complaints.end());
        // Vert.x' own (Http2ConnectionBase) about a malformed request over HTTP/2 whose connection breaks before it is
        // refused; who logs it depends on where the break was seen, when reading or when writing.
        heard.removeIf(line -> line.contains("Cannot read field \"context\" because \"stream\" is null"));
        assertEquals(List.of(), heard);
    }

    /** Puts a plan of one rule with that abort for all requests, written with single quotes. */
    static void abort(String abort) {
        putPlan("{'rules':[{'name':'r','aborts':[{'percentage':100,'type':" + abort + "}]}]}");
    }

    /** Puts a plan, written with single quotes. */
    static void putPlan(String plan) {
        given().contentType("application/json")
                .body(plan.replace('\'', '"'))
                .put(PLAN)
                .then()
                .statusCode(200);
    }

    /** The kill switch. */
    static void stop() {
        given().delete(PLAN).then().statusCode(200);
    }

    /** Waits until so many requests are held back. */
    void awaitActive(int wanted) {
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> active.count() == wanted);
    }

    /** Waits until no connection is open. */
    void awaitNoConnection() {
        await().pollInterval(LOOK).atMost(PATIENCE).until(() -> OpenConnections.of(dataPlane.port()) == 0);
    }

    /** Connects to the data plane. */
    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), dataPlane.port());
    }

    /** Sends this over a connection. */
    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads up to the FIN. */
    static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Sends this over a connection of its own and returns what comes back up to the FIN. */
    String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            send(socket, request);
            return readAll(socket);
        }
    }
}
