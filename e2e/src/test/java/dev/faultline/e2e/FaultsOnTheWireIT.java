package dev.faultline.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The faults as curl and nghttp see them. */
@Timeout(60)
class FaultsOnTheWireIT {

    private static Injector injector;

    @BeforeAll
    static void start() throws Exception {
        injector = Injector.start();
    }

    @AfterAll
    static void stop() {
        injector.close();
        // A connection that is broken on purpose is no reason to complain.
        String log = injector.log();
        assertFalse(log.contains("ERROR") || log.contains("WARN"), log);
    }

    // The exit codes are those of curl's manual: 1 HTTP/0.9, 18 partial, 52 nothing, 56 receiving, 92 stream.
    @ParameterizedTest(name = "{1} by {0}: {2}")
    @CsvSource({
        "--http1.1, close, 52",
        "--http1.1, reset, 56",
        "--http1.1, reset-stream, 56",
        "--http1.1, garbage, 1",
        "--http1.1, malformed-chunk, 56",
        "--http1.1, truncate, 18",
        "--http2-prior-knowledge, reset, 56",
        "--http2-prior-knowledge, reset-stream, 92",
        "--http2-prior-knowledge, malformed-chunk, 92",
        "--http2-prior-knowledge, truncate, 92",
        "--http2-prior-knowledge, close, 18",
        "--http2-prior-knowledge, garbage, 52",
    })
    void curlTellsThemApart(String protocol, String type, int exitCode) throws Exception {
        Tool curl = new Tool("curl");
        injector.abort("{'type':'" + type + "','percentage':100}");
        Tool.Result seen = curl.run("-sSi", "--max-time", "10", protocol, injector.url());
        if (protocol.equals("--http1.1")) {
            assertEquals(exitCode, seen.exitCode(), seen.output());
        } else {
            assertExit(exitCode, seen);
        }
        Tool.Result posted = curl.run(
                "-sSi", "--max-time", "10", protocol, "--data-binary", "@" + Demo.ROOT.resolve("mvnw"), injector.url());
        assertExit(exitCode, posted);
    }

    private static void assertExit(int wanted, Tool.Result seen) {
        // Who still has something to send may meet an RST in doing so.
        boolean sending = wanted == 56 && seen.exitCode() == 55;
        assertTrue(sending || seen.exitCode() == wanted, () -> seen.exitCode() + ": " + seen.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge", "--http2"})
    void curlWaitsForAHang(String protocol) throws Exception {
        Tool curl = new Tool("curl");
        injector.abort("{'type':'hang','percentage':100}");
        assertEquals(
                28,
                curl.run("-sS", "--max-time", "0.5", protocol, injector.url()).exitCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2-prior-knowledge", "--http2"})
    void curlGetsTheAnswerOfAConnectionThatGoesAway(String protocol) throws Exception {
        Tool curl = new Tool("curl");
        injector.abort("{'type':'goaway','percentage':100}");
        Tool.Result seen =
                curl.run("-sS", "--max-time", "10", protocol, injector.url(), injector.url(), "-w", "%{num_connects};");
        assertEquals(0, seen.exitCode(), seen.output());
        assertEquals("ok1;ok1;", seen.output());
    }

    @Test
    void curlIsToldWhenToComeBack() throws Exception {
        Tool curl = new Tool("curl");
        injector.abort("{'type':'rate-limit','percentage':100,'perSecond':0.1,'burst':1}");
        assertTrue(curl.run("-si", injector.url()).output().startsWith("HTTP/1.1 200 "));
        String second = curl.run("-si", injector.url()).output();
        assertTrue(second.startsWith("HTTP/1.1 429 ") && second.contains("retry-after: 10\r\n"), second);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource({
        "0, NO_ERROR, 0x00",
        "2, INTERNAL_ERROR, 0x02",
        "7, REFUSED_STREAM, 0x07",
        "8, CANCEL, 0x08",
        "11, ENHANCE_YOUR_CALM, 0x0b",
        "4294967295, unknown, 0xffffffff",
    })
    void nghttpSeesTheReset(String code, String name, String number) throws Exception {
        Tool nghttp = new Tool("nghttp");
        injector.abort("{'type':'reset-stream','percentage':100,'code':" + code + "}");
        String frames = nghttp.run("-v", "-n", "-t", "10", injector.url()).output();
        assertTrue(frames.contains("recv RST_STREAM frame"), frames);
        assertTrue(frames.contains("(error_code=" + name + "(" + number + "))"), frames);
    }

    @ParameterizedTest(name = "code {0}, last {1}")
    @CsvSource({
        "NO_ERROR, , NO_ERROR(0x00), true",
        "ENHANCE_YOUR_CALM, , ENHANCE_YOUR_CALM(0x0b), true",
        "ENHANCE_YOUR_CALM, 0, ENHANCE_YOUR_CALM(0x0b), false",
        "NO_ERROR, 0, NO_ERROR(0x00), false",
    })
    void nghttpSeesTheConnectionGoAway(String code, String last, String seen, boolean answered) throws Exception {
        Tool nghttp = new Tool("nghttp");
        injector.abort("{'type':'goaway','percentage':100,'code':'" + code + "'"
                + (last == null ? "}" : ",'lastStreamId':" + last + "}"));
        String frames = nghttp.run("-v", "-n", "-t", "10", injector.url()).output();
        int goAway = frames.indexOf("recv GOAWAY frame");
        assertTrue(goAway >= 0, frames);
        // The request of nghttp is stream 13.
        String lastSeen = last == null ? "13" : last;
        assertTrue(
                frames.indexOf("(last_stream_id=" + lastSeen + ", error_code=" + seen + ",", goAway) > goAway, frames);
        assertEquals(answered, frames.contains(":status: 200"), frames);
    }
}
