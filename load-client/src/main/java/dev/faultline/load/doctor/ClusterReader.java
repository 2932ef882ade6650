package dev.faultline.load.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads lists of objects, no more than {@value #MOST} of each, and remembers what it could not read. Needs the verb list,
 * and get on the namespace. For one thread.
 */
final class ClusterReader {

    private static final int MOST = 500;
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final KubeApi api;
    private final Map<Resource, List<KubeObject>> objects = new EnumMap<>(Resource.class);
    private final List<Unread> unread = new ArrayList<>();
    private final Set<Resource> served = EnumSet.noneOf(Resource.class);

    ClusterReader(KubeApi api) {
        this.api = api;
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

    /**
     * Asks which kinds there are; everybody may.
     *
     * @throws IOException if the API server does not answer at all
     */
    void discover() throws IOException {
        Map<String, KubeApi.Answer> homes = new HashMap<>();
        for (Resource resource : Resource.values()) {
            if (resource.isBuiltIn()) {
                served.add(resource);
                continue;
            }
            KubeApi.Answer answer = homes.get(resource.home());
            if (answer == null) {
                answer = api.get(resource.home());
                homes.put(resource.home(), answer);
            }
            if (answer.status() == OK) {
                boolean there = Route.list(answer.body().path("resources")).stream()
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
        return Route.list(answer.path("items")).stream()
                .map(item -> new KubeObject(resource, item))
                .toList();
    }

    /** Reads the namespace itself. That it may not be read is no loss: few say something in its annotations. */
    void namespace(String name) {
        JsonNode namespace = read("get", Resource.NAMESPACES, name, Resource.NAMESPACES.home() + "/namespaces/" + name);
        if (namespace.isObject()) {
            objects.computeIfAbsent(Resource.NAMESPACES, kind -> new ArrayList<>())
                    .add(new KubeObject(Resource.NAMESPACES, namespace));
        }
    }

    private JsonNode read(String verb, Resource resource, String namespace, String path) {
        try {
            KubeApi.Answer answer = api.get(path);
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

    private static String refused(String verb, Resource resource, KubeApi.Answer answer) {
        String known = answer.status() == UNAUTHORIZED ? " (the API server does not know who asks)" : "";
        return "can't " + verb + " " + resource + ": the API server answered " + answer.status() + known;
    }

    private static String encoded(String selector) {
        int equals = selector.indexOf('=');
        return selector.substring(0, equals + 1)
                + URLEncoder.encode(selector.substring(equals + 1), StandardCharsets.UTF_8);
    }
}
