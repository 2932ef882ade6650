package dev.faultline.injector.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.server.FrameClient.Frame;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever comes in, the server goes on and keeps nothing of it. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(60)
class RandomBytesTest extends WireTestBase {

    private static final int CONNECTIONS = 300;
    private static final int LONGEST = 2000;
    private static final byte[] HTTP1 = String.join(
                    "\r\n",
                    "POST /a/b?c=%zz HTTP/1.1",
                    "Host: x",
                    "Transfer-Encoding: chunked",
                    "Expect: 100-continue",
                    "",
                    "5",
                    "hello",
                    "0",
                    "",
                    "GET / HTTP/1.0",
                    "Upgrade: h2c",
                    "",
                    "")
            .getBytes(StandardCharsets.US_ASCII);

    private final SplittableRandom random = new SplittableRandom(20261122);

    @Test
    void randomBytesStopNothingAndLeaveNothing() throws IOException {
        // All of what can be done to a connection is done to some of these.
        putPlan("{'seed':7,'rules':[{'delay':{'type':'uniform','min':'0s','max':'20ms','percentage':50},'aborts':["
                + "{'percentage':10,'type':'reset'},{'percentage':10,'type':'close'},{'percentage':10,'type':'garbage'},"
                + "{'percentage':10,'type':'goaway'},{'percentage':10,'type':'reset-stream'},"
                + "{'percentage':10,'type':'malformed-chunk'},{'percentage':10,'type':'hang'}]}]}");
        for (int i = 0; i < CONNECTIONS; i++) {
            try (Socket socket = connect()) {
                socket.setSoLinger(random.nextInt(3) == 0, 0);
                provoke(socket, bytes(i % 4));
            }
        }
        stop();
        String answer = raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    }

    /** Sends it in two parts, and then perhaps the FIN, which the server may answer or not. */
    private void provoke(Socket socket, byte[] bytes) throws IOException {
        int part = random.nextInt(bytes.length + 1);
        try {
            socket.getOutputStream().write(bytes, 0, part);
            socket.getOutputStream().write(bytes, part, bytes.length - part);
            if (random.nextBoolean()) {
                socket.shutdownOutput();
                socket.setSoTimeout(20);
                socket.getInputStream().readAllBytes();
            }
        } catch (IOException closed) {
            assertTrue(dataPlane.isListening());
        }
    }

    private byte[] bytes(int kind) throws IOException {
        return switch (kind) {
            case 0 -> noise(random.nextInt(LONGEST));
            case 1 -> Arrays.copyOf(HTTP1, random.nextInt(HTTP1.length + 1));
            case 2 -> altered(random.nextBoolean() ? HTTP1 : frames());
            default -> frames();
        };
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] altered(byte[] bytes) {
        byte[] altered = bytes.clone();
        altered[random.nextInt(altered.length)] = (byte) random.nextInt();
        return altered;
    }

    /** A good start of HTTP/2, and then frames of any kind, good and bad, each of an honest length. */
    private byte[] frames() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream data = new DataOutputStream(bytes);
        data.writeBytes(FrameClient.PREFACE);
        data.write(FrameClient.bytes(new Frame(FrameClient.SETTINGS, 0, 0, Buffer.buffer())));
        for (int stream = 1; stream < 10; stream += 2) {
            data.write(FrameClient.bytes(
                    random.nextBoolean()
                            ? FrameClient.head(stream, "/", random.nextInt(2))
                            : new Frame(
                                    random.nextInt(12),
                                    random.nextInt(256),
                                    random.nextInt(12),
                                    Buffer.buffer(noise(random.nextInt(40))))));
        }
        return bytes.toByteArray();
    }
}
