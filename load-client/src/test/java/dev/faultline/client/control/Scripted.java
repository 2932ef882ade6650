package dev.faultline.client.control;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A server that answers whatever it is told, and keeps what it is asked. */
final class Scripted implements AutoCloseable {

    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String body = "";
    private volatile long missing;
    private volatile Headers headers = new Headers();

    Scripted() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    void answers(int wantedStatus, String wantedBody) {
        status = wantedStatus;
        body = wantedBody;
    }

    /** Announces more of the body than ever comes. */
    void stallsInTheBody() {
        missing = 100;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns that of the last request; an empty text if it had none. */
    String header(String name) {
        return String.join(", ", headers.getOrDefault(name, List.of()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        headers = exchange.getRequestHeaders();
        byte[] told = exchange.getRequestBody().readAllBytes();
        asked.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + new String(told, StandardCharsets.UTF_8))
                .trim());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("ETag", "\"tag\"");
        long length = bytes.length + missing;
        exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
        exchange.getResponseBody().write(bytes);
        if (missing == 0) {
            exchange.close();
        } else {
            exchange.getResponseBody().flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
