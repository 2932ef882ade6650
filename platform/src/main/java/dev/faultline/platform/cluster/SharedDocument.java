package dev.faultline.platform.cluster;

import dev.faultline.platform.wire.Require;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that replicas share: one key of a ConfigMap, which is there already and never created here. Needs the verbs get,
 * update and watch on it. Every call waits for the API server, some seconds at most: never to be used from an event loop.
 * Threadsafe.
 */
public final class SharedDocument implements AutoCloseable {

    private static final String CONFIG_MAPS = "configmaps";

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    /** How often a change is made anew because another came before it; more are no accident. */
    private static final int TRIES = 10;

    /** As Kubernetes has it: a DNS subdomain. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    private final Supplier<KubernetesClient> clients;
    private final String configMap;
    private final String key;
    private @Nullable KubernetesClient client;

    /**
     * @param clients makes the client, once, when it is needed; it is closed with this
     * @throws dev.faultline.platform.wire.InvalidValue if there can be no ConfigMap of that name
     */
    public SharedDocument(Supplier<KubernetesClient> clients, String configMap, String key) {
        Require.matching("", configMap, NAME, "must be the name of a ConfigMap, such as faultline-plan");
        this.clients = clients;
        this.configMap = configMap;
        this.key = key;
    }

    /** Returns the document in that ConfigMap of the namespace that this process is in. */
    public static SharedDocument here(String configMap, String key) {
        // Whoever watches begins anew by itself, and sooner than the client would.
        return new SharedDocument(() -> Cluster.connect(config -> config.withWatchReconnectLimit(0)), configMap, key);
    }

    /**
     * Returns the text as it is now; null if there is none yet.
     *
     * @throws ApiFailure if it can't be read
     */
    public @Nullable String read() {
        return text(get());
    }

    /**
     * Writes what {@code change} makes of the newest text, and returns it. When somebody else has written meanwhile, it is
     * asked again with what that one wrote; if it throws, nothing is written.
     *
     * @param change gets null where there is no text yet
     * @throws ApiFailure if it can't be read or written
     */
    public String change(UnaryOperator<@Nullable String> change) {
        for (int tried = 1; ; tried++) {
            ConfigMap there = get();
            String before = text(there);
            String next = Objects.requireNonNull(change.apply(before));
            if (next.equals(before) || written(there, next, tried == TRIES)) {
                return next;
            }
        }
    }

    /** Returns whether nobody else was faster; who has no more tries throws instead. */
    private boolean written(ConfigMap there, String text, boolean last) {
        try {
            // With the resourceVersion that was read: refused if it is not the newest any more.
            at("update")
                    .resource(new ConfigMapBuilder(there).addToData(key, text).build())
                    .update();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT && !last) {
                return false;
            }
            throw ApiFailure.of(attempt("update"), e);
        }
    }

    /**
     * Has {@code bell} rung whenever the ConfigMap may have changed, until the watch that is returned is closed.
     *
     * @param ended is run when the watch has ended by itself
     * @throws ApiFailure if it can't be watched
     */
    Watch watch(Runnable bell, Runnable ended) {
        try {
            return at("watch").withName(configMap).watch(new Watcher<ConfigMap>() {
                @Override
                public void eventReceived(Action action, ConfigMap changed) {
                    bell.run();
                }

                @Override
                public void onClose(WatcherException cause) {
                    ended.run();
                }
            });
        } catch (KubernetesClientException e) {
            throw ApiFailure.of(attempt("watch"), e);
        }
    }

    private ConfigMap get() {
        try {
            ConfigMap there = at("get").withName(configMap).get();
            if (there == null) {
                throw new KubernetesClientException(
                        "the ConfigMap is made by whoever installs this, never by this process", NOT_FOUND, null);
            }
            return there;
        } catch (KubernetesClientException e) {
            throw ApiFailure.of(attempt("get"), e);
        }
    }

    private @Nullable String text(ConfigMap there) {
        Map<String, String> data = there.getData();
        return data == null ? null : data.get(key);
    }

    private NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> at(String verb) {
        try {
            return client().configMaps().inNamespace(namespace());
        } catch (KubernetesClientException e) {
            // Such as a broken KUBECONFIG.
            throw ApiFailure.of(new ApiFailure.Attempt(verb, CONFIG_MAPS, "default", configMap), e);
        }
    }

    private ApiFailure.Attempt attempt(String verb) {
        return new ApiFailure.Attempt(verb, CONFIG_MAPS, namespace(), configMap);
    }

    private String namespace() {
        String own = client().getNamespace();
        return own == null ? "default" : own;
    }

    private synchronized KubernetesClient client() {
        if (client == null) {
            client = clients.get();
        }
        return client;
    }

    /** Returns how it is called in a sentence. */
    @Override
    public String toString() {
        return "ConfigMap " + configMap;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
