package dev.faultline.load.fortio;

import dev.faultline.load.experiment.Traffic;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One run, from its start to its result. Threadsafe. */
public final class Run {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int LONGEST_NAME = 96;

    /** What fortio writes for states: 2 is running, 3 is stopping; what is over is not told of. */
    private static final int RUNNING = 2;

    private static final int STOPPING = 3;

    private final long id;
    private final RunRequest request;
    private final Instant started;
    private final long startNanos;
    private final Traffic.Recording recording;
    private final CompletableFuture<Map<String, Object>> result = new CompletableFuture<>();
    private volatile boolean ended;

    Run(long id, RunRequest request, Instant started, long startNanos, Traffic.Recording recording) {
        this.id = id;
        this.request = request;
        this.started = started;
        this.startNanos = startNanos;
        this.recording = recording;
    }

    /** Returns its number, from one. */
    public long id() {
        return id;
    }

    /** Returns the name that its result is found by: the time, its number and its labels, in at most 96 characters. */
    public String name() {
        String labels = request.labels().replaceAll("[^A-Za-z0-9]+", "_");
        String name = TIME.format(started) + "_" + id + (labels.isEmpty() ? "" : "_" + labels);
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }

    /** Returns what was asked for. */
    public RunRequest request() {
        return request;
    }

    /** Completes with the result in fortio's JSON when the last request has ended. */
    public CompletableFuture<Map<String, Object>> result() {
        return result;
    }

    Instant started() {
        return started;
    }

    long startNanos() {
        return startNanos;
    }

    Traffic.Recording recording() {
        return recording;
    }

    void end() {
        ended = true;
    }

    /** Returns how it is, and what was asked for, in fortio's JSON. */
    public Map<String, Object> status() {
        Double rate = request.plan().demand().rate();
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("RunType", "HTTP");
        options.put("QPS", rate == null ? -1 : rate);
        options.put(
                "Duration",
                request.plan().duration() == null
                        ? -1
                        : request.plan().duration().toNanos());
        options.put("NumThreads", request.connections());
        options.put("Percentiles", request.percentiles());
        options.put("Labels", request.labels());
        options.put("Exactly", request.exactly());
        options.put("Jitter", false);
        options.put("Uniform", true);
        options.put("RunID", id);
        options.put("NoCatchUp", true);
        options.put("ID", name());
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("RunID", id);
        status.put("State", ended ? STOPPING : RUNNING);
        status.put("RunnerOptions", options);
        return status;
    }
}
