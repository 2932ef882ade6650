package dev.faultline.client.control;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.faultline.experiment.report.Reports;
import dev.faultline.experiment.report.ShortReport;
import dev.faultline.platform.cluster.ApiFailure;
import dev.faultline.platform.cluster.DocumentWatch;
import dev.faultline.platform.cluster.SharedDocument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the reports of a directory in short in a document too, which outlives the directory, and puts those back into the
 * directory that are kept there only: of the pod before, and of other load-clients that share the document. What can't be
 * written now is written as soon as it can be, as long as this process lives. Threadsafe.
 */
public final class ConfigMapReports implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ConfigMapReports.class);

    /** What waits for an API server that does not answer; of more, the oldest is lost to the document. */
    private static final int MOST_WAITING = 20;

    private final Reports reports;
    private final @Nullable SharedDocument document;
    private final ObjectMapper mapper;
    private final TreeMap<String, ShortReport> waiting = new TreeMap<>();
    /** Which were put back: what is too old to stay in the directory is not put back again and again. */
    private Set<String> restored = new HashSet<>();

    private @Nullable DocumentWatch watch;

    /**
     * @param reports of the directory
     * @param document null if they are kept there alone
     */
    public ConfigMapReports(Reports reports, @Nullable SharedDocument document, ObjectMapper mapper) {
        this.reports = reports;
        this.document = document;
        this.mapper = mapper;
    }

    /** Begins; the first look is made soon, whatever the API server does. */
    public void begin() {
        SharedDocument there = document;
        if (there != null) {
            reports.listen(id -> written(id, there));
            watch = DocumentWatch.start(there, () -> look(there));
        }
    }

    /** Waits for the API server, some seconds at most: the process may end after that. */
    private void written(String id, SharedDocument there) {
        reports.inShort(id).ifPresent(report -> {
            synchronized (this) {
                waiting.put(id, report);
                if (waiting.size() > MOST_WAITING) {
                    waiting.pollFirstEntry();
                }
            }
            try {
                send(there);
            } catch (ApiFailure e) {
                LOG.warnf("the report %s is not kept in %s yet: %s", id, there, e.getMessage());
            }
        });
    }

    private void send(SharedDocument there) {
        Map<String, ShortReport> now;
        synchronized (this) {
            now = new TreeMap<>(waiting);
        }
        if (!now.isEmpty()) {
            String unused = there.change(before -> ShortReport.merged(before, now.values(), reports.most(), mapper));
            synchronized (this) {
                now.forEach(waiting::remove);
            }
        }
    }

    private void look(SharedDocument there) {
        send(there);
        List<ShortReport> kept = ShortReport.all(there.read(), mapper);
        for (ShortReport each : kept) {
            if (restored.add(each.entry().id())) {
                reports.restore(each);
            }
        }
        restored = kept.stream().map(each -> each.entry().id()).collect(Collectors.toCollection(HashSet::new));
    }

    /** Looks no more. */
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        if (document != null) {
            document.close();
        }
    }
}
