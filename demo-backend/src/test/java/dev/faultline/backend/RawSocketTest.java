package dev.faultline.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What well behaved clients never send. */
@QuarkusTest
@Execution(ExecutionMode.SAME_THREAD)
@TestProfile(SiteProfile.class)
class RawSocketTest {

    private static final int TIMEOUT_MILLIS = 20_000;

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI server;

    @ParameterizedTest(name = "GET {0} is answered {1}")
    @CsvSource({
        "/../test-secret.txt,                   400",
        "/docs/../../test-secret.txt,           400",
        "/%2e%2e/test-secret.txt,               400",
        "/%2e%2e%2ftest-secret.txt,             404",
        "/..%2ftest-secret.txt,                 404",
        "/..\\test-secret.txt,                  404",
        "/..%5ctest-secret.txt,                 404",
        "/%252e%252e/test-secret.txt,           404",
        "/%c0%ae%c0%ae/test-secret.txt,         400",
        "/index.html%00.txt,                    400",
        "/%zz,                                  400",
        "//etc/passwd,                          404",
        "/docs/../index.html,                   200",
        "http://any.host/docs/,                 200",
        "file:///etc/passwd,                    400",
        "index.html,                            400",
        "*,                                     400",
        "/.htpasswd,                            404",
        "/%2ehtpasswd,                          404",
        "/out.txt,                              403"
    })
    void noTargetLeadsOut(String target, int status) throws IOException {
        String answer = talk("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("\r\nServer: Faultline-demo-backend\r\n"), answer);
        assertFalse(answer.contains("secret\n") || answer.endsWith("secret"), answer);
    }

    @Test
    void answersOptionsOfTheServerItself() throws IOException {
        String answer = talk("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    @Test
    void refusesARequestWithoutAHost() throws IOException {
        String answer = talk("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"})
    void readsBodiesAwayToKeepTheConnection(String body) throws IOException {
        String answers = talk("POST / HTTP/1.1\r\nHost: a\r\n" + body + "GET / HTTP/1.1\r\nHost: a\r\n" + body
                + "GET /docs/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertEquals(1, answers.split("HTTP/1.1 405 ", -1).length - 1, answers);
        assertEquals(2, answers.split("HTTP/1.1 200 ", -1).length - 1, answers);
        assertTrue(answers.endsWith("docs"), answers);
    }

    @Test
    void cutsOffWhoSendsWithoutEnd() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            byte[] chunk = new byte[64 * 1024];
            long sent = 0;
            boolean cut = false;
            while (!cut && sent < 1L << 30) {
                cut = !sends(socket, chunk);
                sent += chunk.length;
            }
            assertTrue(cut, "sent " + sent + " bytes");
        }
    }

    @Test
    void speaksHttp2WithoutTls() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .build()
                .send(HttpRequest.newBuilder(server).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("It works!"));
    }

    private static boolean sends(Socket socket, byte[] chunk) {
        try {
            socket.getOutputStream().write(chunk);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String talk(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }
}
