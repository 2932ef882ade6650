package dev.faultline.load.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.faultline.load.chaostoolkit.HttpAnswer;
import dev.faultline.load.experiment.HttpCall;
import dev.faultline.load.plan.Target;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether the body of an answer is read as what it says it is. */
@Timeout(60)
class BodyCharsetTest {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server = server();

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        } catch (IOException e) {
            throw new AssertionError("a port is free", e);
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(0);
        Void unused = vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            text/plain; charset=iso-8859-1      | 6772c3bc6e | grÃ¼n
            text/plain; charset=iso-8859-1      | 6772fc6e   | grün
            text/plain; charset="ISO-8859-1"    | 6772fc6e   | grün
            text/plain;charset=utf-16be         | 00670072   | gr
            text/plain; charset=utf-8           | 6772c3bc6e | grün
            text/plain                          | 6772c3bc6e | grün
            text/plain                          | 6772fc6e   | gr\uFFFDn
            text/plain; charset=none-such       | 6772c3bc6e | grün
            text/plain; charset=                | 6772c3bc6e | grün
            ''                                  | 6772c3bc6e | grün
            """)
    void aBodyIsReadAsItSaysItIs(String type, String bytes, String text) {
        server.createContext("/", exchange -> {
            byte[] body = HexFormat.of().parseHex(bytes);
            if (!type.isEmpty()) {
                exchange.getResponseHeaders().add("Content-Type", type);
            }
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        HttpCalls calls = new HttpCalls(WebClient.create(vertx), target -> {});
        Target url = Target.of("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        HttpAnswer answer = calls.ask(new HttpCall("GET", url, Map.of(), null, List.of(), Duration.ofSeconds(30)));
        assertEquals(text, answer.body());
    }
}
