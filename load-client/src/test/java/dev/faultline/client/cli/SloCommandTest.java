package dev.faultline.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.faultline.client.control.OutboundTls;
import dev.faultline.platform.wire.WireJson;
import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Against a server that answers as load-client's probe does. */
class SloCommandTest {

    private static final String MET = "{\"reason\":\"success_rate >= 99%: 100%\",\"met\":true,\"checks\":[]}";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> asked = new ArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final OutboundTls calls = new OutboundTls(vertx, new BaseTlsConfiguration() {});
    private int status = 200;
    private String body = MET;

    /** Set before each test. */
    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        asked.add(exchange.getRequestURI() + (token == null ? "" : " " + token));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private int run(String... arguments) {
        return new CommandLine(new SloCommand(WireJson.mapper(), calls))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "200; " + MET + "; 0; met: success_rate >= 99%: 100%",
                "503; {\"reason\":\"r\",\"met\":false,\"checks\":[{\"ruling\":\"met\"},{\"ruling\":\"violated\"}]}; 99; violated: r",
                "503; {\"reason\":\"r\",\"met\":false,\"checks\":[{\"ruling\":\"undecided\"}]}; 98; undecided: r",
                "503; {\"reason\":\"r\",\"met\":false,\"checks\":[{\"ruling\":\"not-applicable\"}]}; 98; undecided: r",
                "504; upstream; 98; undecided: answered 504 without a reason",
                "200; [; 98; undecided: answered 200 without a reason",
            })
    void theAnswerDecidesTheExitCode(int status, String body, int code, String line) {
        this.status = status;
        this.body = body;
        assertEquals(code, run("--of", url(), "--wait", "0s"));
        assertEquals(line, out.toString().strip());
    }

    @ParameterizedTest
    @CsvSource({"400, window must be given", "401, a token is needed", "404, there is no such thing"})
    void aRefusalIsBadInput(int status, String detail) {
        this.status = status;
        body = "{\"detail\":\"" + detail + "\"}";
        assertEquals(104, run("--of", url(), "--json"));
        assertEquals("refused with " + status + ": " + detail, err.toString().strip());
    }

    @Test
    void theQuestionIsPassedOn(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
        String[] question = {"--window", "2s", "--threshold", "p99 < 1s", "--threshold", "rate > 1"};
        assertEquals(0, run(concat(question, "--of", url() + "/", "--token-file", token.toString(), "--json")));
        assertEquals(List.of("/api/slo?window=2s&threshold=p99+%3C+1s&threshold=rate+%3E+1 Bearer s3cret"), asked);
        assertEquals(MET, out.toString().strip());
    }

    private static String[] concat(String[] first, String... second) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(second));
        return all.toArray(String[]::new);
    }

    @Test
    void whoDoesNotAnswerIsUndecided() {
        server.stop(0);
        assertEquals(98, run("--of", url(), "--wait", "0s", "--json"));
        assertTrue(out.toString().startsWith("{\"reason\":\"undecided: 127.0.0.1:"), out::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--of nowhere, --of must be an address",
        "--of ftp://a/, --of must be an address",
        "--of http://a/?x=1, --of must be an address",
        "--of http://a/ --wait 2h, --wait must be from 0s to 1h",
        "--of http://a/ --wait soon, --wait",
        "--of http://a/ --token-file /nonexistent, --token-file must be a file that can be read",
    })
    void badInputAsksNobody(String arguments, String complaint) {
        assertEquals(104, run(arguments.split(" ")));
        assertTrue(err.toString().startsWith(complaint), err::toString);
    }

    @Test
    void aTokenIsNotShown(@TempDir Path directory) throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "s3 cret");
        assertEquals(104, run("--of", url(), "--token-file", token.toString()));
        assertFalse(err.toString().contains("cret"), err::toString);
    }

    @Test
    void itWaitsUntilSomethingIsDecidedOrTheTimeIsOver() throws InterruptedException {
        SloCommand.Answer undecided = SloCommand.Answer.nothing("no data");
        SloCommand.Answer met = new SloCommand.Answer(0, "met", "");
        long[] nanos = {0};
        List<SloCommand.Answer> answers = new ArrayList<>(List.of(undecided, undecided, met, undecided));
        SloCommand.Poll wait = new SloCommand.Poll(() -> nanos[0], duration -> nanos[0] += duration.toNanos());
        assertEquals(met, wait.await(Duration.ofSeconds(60), () -> answers.remove(0)));
        assertEquals(1, answers.size());
        nanos[0] = 0;
        int[] times = {0};
        assertEquals(undecided, wait.await(Duration.ofSeconds(3), () -> {
            times[0]++;
            return undecided;
        }));
        assertEquals(4, times[0]);
    }
}
