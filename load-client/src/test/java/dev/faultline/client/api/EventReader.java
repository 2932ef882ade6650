package dev.faultline.client.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.restassured.path.json.JsonPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events one by one. */
public final class EventReader implements AutoCloseable {

    private final BufferedReader lines;

    /** One event; the id is empty if it has none. */
    public record Event(String name, String id, String data) {
        public JsonPath json() {
            return new JsonPath(data);
        }

        public long number() {
            return Long.parseLong(id);
        }
    }

    private EventReader(InputStream body) {
        lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /**
     * Opens a stream.
     *
     * @param lastId null for a reader that is new
     */
    public static EventReader open(String path, @Nullable String lastId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(StatsTest.base() + path));
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertEquals(200, response.statusCode());
        return new EventReader(response.body());
    }

    /** Returns the next event; waits for it. */
    public Event next() throws IOException {
        String name = "";
        String id = "";
        StringBuilder data = new StringBuilder();
        String line = lines.readLine();
        while (line != null && (!line.isEmpty() || data.isEmpty())) {
            if (line.startsWith("event:")) {
                name = line.substring(6).trim();
            } else if (line.startsWith("id:")) {
                id = line.substring(3).trim();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5));
            }
            line = lines.readLine();
        }
        assertNotNull(line, "the stream has ended");
        return new Event(name, id, data.toString());
    }

    /** Returns the next event that is so. */
    public Event next(Predicate<Event> so) throws IOException {
        Event event = next();
        while (!so.test(event)) {
            event = next();
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
