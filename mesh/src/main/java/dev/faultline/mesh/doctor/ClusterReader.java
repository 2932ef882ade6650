package dev.faultline.mesh.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.faultline.mesh.doctor.ClusterView.Unread;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of objects from the API server, no more than {@value #MOST} of each, for some seconds, all calls together; it
 * remembers what it could not read. Needs the verb list, and get on the namespace. For one thread.
 */
final class ClusterReader {

    private static final int MOST = 500;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final long deadline;
    private final Map<Resource, List<KubeObject>> objects = new EnumMap<>(Resource.class);
    private final List<Unread> unread = new ArrayList<>();
    private final Set<Resource> served = EnumSet.noneOf(Resource.class);
    private @Nullable Duration ahead;

    /** What came back; of what is no JSON the body is missing. */
    private record Answer(int status, JsonNode body) {}

    /** @param atMost how long all calls may take */
    ClusterReader(KubernetesClient client, Duration atMost, InstantSource clock, LongSupplier nanos) {
        this.client = client;
        this.clock = clock;
        this.nanos = nanos;
        this.deadline = nanos.getAsLong() + atMost.toNanos();
    }

    Map<Resource, List<KubeObject>> objects() {
        return objects;
    }

    List<Unread> unread() {
        return unread;
    }

    Set<Resource> served() {
        return served;
    }

    /** Returns the namespace that the client is in. */
    String namespace() {
        String own = client.getNamespace();
        return own == null ? "default" : own;
    }

    /** Returns how far the API server's clock is ahead of ours; null before the first answer. */
    @Nullable
    Duration ahead() {
        return ahead;
    }

    /**
     * Asks which kinds there are; everybody may.
     *
     * @throws IOException if the API server does not answer at all
     */
    void discover() throws IOException {
        Map<String, Answer> homes = new HashMap<>();
        for (Resource resource : Resource.values()) {
            if (resource.isBuiltIn()) {
                served.add(resource);
                continue;
            }
            Answer answer = homes.get(resource.home());
            if (answer == null) {
                answer = get(resource.home());
                homes.put(resource.home(), answer);
            }
            if (answer.status() == OK) {
                boolean there = answer.body()
                        .path("resources")
                        .valueStream()
                        .anyMatch(one -> one.path("name").asText().equals(resource.plural()));
                if (there) {
                    served.add(resource);
                }
            } else if (answer.status() != NOT_FOUND) {
                unread.add(new Unread(resource, refused("discover", resource, answer), ""));
            }
        }
    }

    /** Lists the objects of a namespace, unless the API server does not know their kind. */
    void list(Resource resource, String namespace) {
        if (served.contains(resource)) {
            objects.computeIfAbsent(resource, kind -> new ArrayList<>()).addAll(list(resource, namespace, ""));
        }
    }

    /**
     * Returns the objects of a namespace.
     *
     * @param selector such as {@code labelSelector=a=b}, empty for all
     */
    List<KubeObject> list(Resource resource, String namespace, String selector) {
        String query = selector.isEmpty() ? "" : "&" + encoded(selector);
        String path = resource.home() + "/namespaces/" + namespace + "/" + resource.plural() + "?limit=" + MOST + query;
        JsonNode answer = read("list", resource, namespace, path);
        if (!answer.at("/metadata/continue").asText().isEmpty()) {
            String why = "there are more than " + MOST + " " + resource + " in namespace " + namespace
                    + "; only those were looked at";
            unread.add(new Unread(resource, why, ""));
        }
        return answer.path("items")
                .valueStream()
                .map(item -> new KubeObject(resource, item))
                .toList();
    }

    /** Reads the namespace itself. That it may not be read is no loss: few say something in its annotations. */
    void readNamespace(String name) {
        JsonNode namespace = read("get", Resource.NAMESPACES, name, Resource.NAMESPACES.home() + "/namespaces/" + name);
        if (namespace.isObject()) {
            objects.computeIfAbsent(Resource.NAMESPACES, kind -> new ArrayList<>())
                    .add(new KubeObject(Resource.NAMESPACES, namespace));
        }
    }

    private JsonNode read(String verb, Resource resource, String namespace, String path) {
        try {
            Answer answer = get(path);
            if (answer.status() == OK) {
                return answer.body();
            }
            if (answer.status() == FORBIDDEN) {
                String message = answer.body().path("message").asText();
                unread.add(Unread.forbidden(verb, resource, namespace, message));
            } else if (answer.status() != NOT_FOUND) {
                unread.add(new Unread(resource, refused(verb, resource, answer), ""));
            }
        } catch (IOException e) {
            unread.add(new Unread(resource, "can't " + verb + " " + resource + ": " + e.getMessage(), ""));
        }
        return MissingNode.getInstance();
    }

    private static String refused(String verb, Resource resource, Answer answer) {
        String known = answer.status() == UNAUTHORIZED ? " (the API server does not know who asks)" : "";
        return "can't " + verb + " " + resource + ": the API server answered " + answer.status() + known;
    }

    private static String encoded(String selector) {
        int equals = selector.indexOf('=');
        return selector.substring(0, equals + 1)
                + URLEncoder.encode(selector.substring(equals + 1), StandardCharsets.UTF_8);
    }

    /**
     * Returns the answer to a GET.
     *
     * @throws IOException if there was none in the time that is left
     */
    private Answer get(String path) throws IOException {
        String base = client.getMasterUrl().toString().replaceAll("/+$", "");
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base + path)
                .header("Accept", "application/json")
                .build();
        Instant before = clock.instant();
        HttpResponse<String> response = await(client.getHttpClient().sendAsync(request, String.class));
        if (ahead == null) {
            ahead = ClockSkew.ahead(response.header("Date"), before, clock.instant())
                    .orElse(null);
        }
        return new Answer(response.code(), tree(response.body()));
    }

    private HttpResponse<String> await(CompletableFuture<HttpResponse<String>> answer) throws IOException {
        try {
            return answer.get(Math.max(0, deadline - nanos.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(String.valueOf(cause == null ? e : cause.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonNode tree(@Nullable String body) {
        try {
            return body == null ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
