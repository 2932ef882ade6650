package dev.faultline.mesh.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'Mon, 23 Nov 2026 08:00:00 GMT', PT0.4S",
        "'Mon, 23 Nov 2026 08:00:07 GMT', PT7.4S",
        "'Mon, 23 Nov 2026 07:59:50 GMT', PT-9.6S",
    })
    void aDateStandsForTheMiddleOfItsSecond(String date, Duration ahead) {
        assertEquals(Optional.of(ahead), ClockSkew.ahead(date, NOW, NOW.plusMillis(200)));
    }

    @Test
    void whatIsNoDateTellsNothing() {
        assertEquals(Optional.empty(), ClockSkew.ahead(null, NOW, NOW));
        assertEquals(Optional.empty(), ClockSkew.ahead("today", NOW, NOW));
        assertEquals(Optional.empty(), ClockSkew.of("http://127.0.0.1:1/", InstantSource.system(), ClockSkewTest::tls));
        assertEquals(Optional.empty(), ClockSkew.of("nowhere", InstantSource.system(), ClockSkewTest::tls));
    }

    @Test
    void aServerTellsItsTime() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
            InstantSource anHourAgo = () -> Instant.now().minusSeconds(3600);
            Duration ahead = ClockSkew.of(url, anHourAgo, ClockSkewTest::tls).orElseThrow();
            assertTrue(ahead.minusSeconds(3600).abs().compareTo(Duration.ofSeconds(60)) < 0, ahead.toString());
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext tls() {
        throw new AssertionError("nobody speaks TLS here");
    }
}
