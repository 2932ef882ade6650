package dev.faultline.load.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.faultline.wire.InvalidValue;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a running load-client for its SLO. */
final class SloCall {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String PATH = "/api/slo";
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ObjectMapper json;
    private final HttpRequest request;

    /**
     * @param of the address of the load-client
     * @param window empty for its own
     * @param thresholds none for its own
     * @param token empty for none
     * @throws InvalidValue if the address is none
     */
    SloCall(ObjectMapper json, String of, String window, List<String> thresholds, String token) {
        this.json = json;
        Stream<String> asked = thresholds.stream().map(threshold -> "threshold=" + encoded(threshold));
        String query = (window.isEmpty() ? asked : Stream.concat(Stream.of("window=" + encoded(window)), asked))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder builder = HttpRequest.newBuilder(address(of, query)).timeout(TIMEOUT);
        this.request = (token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token)).build();
    }

    /** Returns what it says now. */
    SloAnswered ask() throws InterruptedException {
        try {
            var answer = client.send(request, BodyHandlers.ofString());
            return SloAnswered.of(answer.statusCode(), tree(answer.body()));
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return SloAnswered.nothing(request.uri().getAuthority() + " does not answer: " + why);
        }
    }

    private static URI address(String of, String query) {
        try {
            String base = of.replaceAll("/+$", "");
            URI uri = new URI((base.endsWith(PATH) ? base : base + PATH) + (query.isEmpty() ? "" : "?" + query));
            if (uri.getHost() != null && SCHEMES.contains(uri.getScheme()) && of.indexOf('?') < 0) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw wrong(of, e);
        }
        throw wrong(of, null);
    }

    private static InvalidValue wrong(String of, @Nullable Throwable cause) {
        return new InvalidValue("--of", "must be an address such as http://load-client:8080", '"' + of + '"', cause);
    }

    private JsonNode tree(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
