package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.control.PlanStore;
import dev.faultline.injector.decide.ActiveFaults;
import dev.faultline.injector.decide.Counters;
import dev.faultline.injector.decide.Decider;
import dev.faultline.injector.plan.PlanJson;
import dev.faultline.platform.channel.SlowCaller;
import dev.faultline.platform.wire.InvalidValue;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that keep a connection without using it. The bounds are short; only what must not happen could fail by them. */
@Timeout(30)
class SlowCallerTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofHours(1);
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final InstantSource clock = InstantSource.system();
    private final PlanStore<Action> store =
            new PlanStore<>(() -> 1, new Decider.Environment<>(clock, new VertxActions(), new Counters(), null));

    private final ScheduledExecutorService trickling = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void close() {
        trickling.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private DataPlane plane(Duration head, Duration idle) {
        Observers observers = new Observers(delay -> {}, List.of(), clock);
        return new DataPlane(
                vertx,
                store,
                new ActiveFaults(),
                observers,
                "test",
                new SlowCaller.Bounds(head, idle, SHORT),
                options -> {},
                null);
    }

    private Socket connect(Duration head, Duration idle) throws IOException {
        DataPlane plane = plane(head, idle);
        plane.start("127.0.0.1", 0);
        return new Socket(InetAddress.getLoopbackAddress(), plane.port());
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "PRI * HT", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: x\r\nX: y"})
    void aHeadThatNeverEndsIsAnswered(String begun) throws IOException {
        try (Socket socket = connect(SHORT, LONG)) {
            send(socket, begun);
            String answer = readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            assertTrue(answer.contains("\r\nx-faultline-by: test\r\n"), answer);
        }
    }

    @Test
    void aHeadThatTricklesIsAnsweredToo() throws IOException {
        try (Socket socket = connect(SHORT, LONG)) {
            Future<?> bytes = trickling.scheduleAtFixedRate(() -> trickle(socket), 0, 10, TimeUnit.MILLISECONDS);
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            while (answer.indexOf("\r\n") < 0) {
                answer.append((char) in.read());
            }
            bytes.cancel(true);
            assertEquals("HTTP/1.1 408 Request Timeout\r\n", answer.toString());
        }
    }

    private static void trickle(Socket socket) {
        try {
            send(socket, "a");
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    @Test
    void aSecondHeadHasItsBoundToo() throws IOException {
        try (Socket socket = connect(SHORT, LONG)) {
            send(socket, GET);
            StringBuilder first = new StringBuilder();
            while (first.indexOf("\r\n\r\n") < 0) {
                first.append((char) socket.getInputStream().read());
            }
            assertTrue(first.toString().startsWith("HTTP/1.1 500 ")
                    || first.toString().startsWith("HTTP/1.1 200 "));
            send(socket, "GET ");
            String answer = readAll(socket);
            assertTrue(answer.contains("HTTP/1.1 408 "), answer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"})
    void anIdleConnectionIsClosed(String before) throws IOException {
        try (Socket socket = connect(LONG, SHORT)) {
            send(socket, before);
            assertTrue(!readAll(socket).contains(" 408 "));
        }
    }

    @Test
    void anIdleHttp2ConnectionIsToldToGoAway() throws IOException {
        try (Socket socket = connect(LONG, SHORT)) {
            send(socket, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
            byte[] all = socket.getInputStream().readAllBytes();
            // Its last frame: 8 bytes of payload, of type 7, no flags, of stream 0; last stream 0, NO_ERROR.
            String end = new String(all, all.length - 17, 17, StandardCharsets.ISO_8859_1);
            assertEquals("\0\0\10\7\0\0\0\0\0\0\0\0\0\0\0\0\0", end);
        }
    }

    @Test
    void whatAFaultHoldsIsNotIdle() throws IOException {
        store.change(current -> new PlanJson()
                .read("{\"rules\":[{\"delay\":{\"type\":\"fixed\",\"value\":\"1500ms\"}}]}"
                        .getBytes(StandardCharsets.UTF_8))
                .acceptedAt(clock.instant()));
        try (Socket socket = connect(SHORT, SHORT)) {
            send(socket, GET);
            assertTrue(readAll(socket).startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void boundsOutOfRangeAreRefused() {
        assertThrows(InvalidValue.class, () -> plane(Duration.ZERO, LONG));
        assertThrows(InvalidValue.class, () -> plane(SHORT, Duration.ofDays(2)));
    }
}
