package dev.faultline.client.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.load.plan.LoadPlan;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.cluster.DocumentWatch;
import dev.faultline.platform.cluster.SharedDocument;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.StrictReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A load that is kept in a document: the plan, or {@code {"stopped": true}} for none. What another hand writes there takes
 * effect here. An experiment's load does not come this way: it ends with the experiment.
 */
public final class ConfigMapLoadStore implements LoadStore {

    private static final Logger LOG = Logger.getLogger(ConfigMapLoadStore.class);
    private static final String STOPPED = "stopped";
    private static final String NONE = "{\"" + STOPPED + "\":true}";

    private final InMemoryLoadStore load;
    private final SharedDocument document;
    private final StrictReader json;
    private final ObjectMapper mapper;

    /** Held from reading the document until what follows from it is in force. */
    private final ReentrantLock lock = new ReentrantLock();

    /** The document that was looked at last; null before the first look. */
    private @Nullable String known;

    private @Nullable DocumentWatch watch;

    /** @param load knows what to begin with while the document is empty */
    public ConfigMapLoadStore(InMemoryLoadStore load, SharedDocument document, StrictReader json, ObjectMapper mapper) {
        this.load = load;
        this.document = document;
        this.json = json;
        this.mapper = mapper;
    }

    @Override
    public void begin() {
        // The first look is the watch's: whatever the API server does, the service starts.
        watch = DocumentWatch.start(document, this::look);
    }

    @Override
    public void start(LoadPlan plan) {
        lock.lock();
        try {
            // Refused before it is kept.
            load.check(plan);
            known = document.change(before -> text(plan));
            load.start(plan);
        } catch (ApiFailure e) {
            throw new StoreUnavailable("nothing was changed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        load.stop();
        lock.lock();
        try {
            known = document.change(before -> NONE);
            // What the watch has started in between.
            load.stop();
        } catch (ApiFailure e) {
            load.stop();
            throw new StoreUnavailable(
                    "stopped; after a restart it would begin again, because this pod " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        lock.lock();
        try {
            String text = document.read();
            String now = text == null ? "" : text.strip();
            boolean first = known == null;
            boolean isNew = !now.equals(known);
            known = now;
            if (now.isEmpty()) {
                beginOnce(first);
            } else if (isNew) {
                take(now, first);
            }
        } finally {
            lock.unlock();
        }
    }

    private void beginOnce(boolean first) {
        if (first) {
            load.begin();
        }
    }

    private void take(String text, boolean first) {
        try {
            JsonNode tree = json.tree(text.getBytes(StandardCharsets.UTF_8));
            if (tree.size() == 1 && tree.path(STOPPED).asBoolean()) {
                load.stop();
                LOG.infof("no load, as %s says", document);
                return;
            }
            LoadPlan plan = json.convert(tree, LoadPlan.class);
            load.check(plan);
            if (first && endsByItself(plan)) {
                // It was run when it was put. A pod that is moved must not run it once more.
                LOG.infof("the load in %s ends by itself, so a restart does not begin it again", document);
                return;
            }
            load.start(plan);
            LOG.infof("load taken from %s", document);
        } catch (InvalidValue e) {
            LOG.warnf("%s holds no load plan, what is in force stays: %s", document, e.getMessage());
        }
    }

    private static boolean endsByItself(LoadPlan plan) {
        return plan.duration() != null || plan.demand().stages() != null;
    }

    private String text(LoadPlan plan) {
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a plan can be written", e);
        }
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        document.close();
    }
}
