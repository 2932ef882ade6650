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
import org.junit.jupiter.params.provider.EnumSource;
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

    @TestHTTPResource(value = "/", management = true)
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI management;

    @ParameterizedTest(name = "GET {0} is answered {1}")
    @CsvSource({
        "/../test-secret.txt,                   404",
        "/docs/../../test-secret.txt,           404",
        "/%2e%2e/test-secret.txt,               404",
        "/%2e%2e%2ftest-secret.txt,             404",
        "/..%2f..,                              404",
        "/..%2ftest-secret.txt,                 404",
        "/..%5ctest-secret.txt,                 404",
        "/docs%5c..%5c..%5ctest-secret.txt,     404",
        "/..\\test-secret.txt,                  400",
        "/%252e%252e/test-secret.txt,           404",
        "/%c0%ae%c0%ae/test-secret.txt,         404",
        "/index.html%00.txt,                    404",
        "/%zz,                                  400",
        "//etc/passwd,                          404",
        "/docs/../index.html,                   200",
        "http://any.host/docs/,                 200",
        "file:///etc/passwd,                    404",
        "index.html,                            404",
        "*,                                     404",
        "/.htpasswd,                            404",
        "/%2ehtpasswd,                          404",
        "/docs/%2e%2e/.htpasswd,                404",
        "/docs%2f..%2f.htpasswd,                404",
        "/docs%5c..%5c.htpasswd,                404",
        "/%5c.htpasswd,                         404"
    })
    void noTargetLeadsOut(String target, int status) throws IOException {
        String answer = talk("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertFalse(answer.endsWith("secret"), answer);
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
    void refusesHugeBodies() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
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

    @Test
    void heldUpHeadsAreEndedOnBothPorts() throws IOException {
        for (URI port : new URI[] {server, management}) {
            try (Socket socket = new Socket(port.getHost(), port.getPort())) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\nX:".getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  100-continue, 100",
        "POST, 100-Continue, 100",
        "GET,  something,    417",
    })
    void knowsOneExpectation(String method, String expected, int first) throws IOException {
        String answer =
                talk(method + " / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: " + expected + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + first + " "), answer);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void answersTheClientOfTheJdkThatWaitsForA100(HttpClient.Version version) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server)
                .version(version)
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString("hello"))
                .build();
        assertEquals(
                405,
                HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode());
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
