package dev.faultline.learn.plan;

import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Span;
import dev.faultline.learn.source.MeasuredFile;
import dev.faultline.learn.source.PrometheusApi;
import dev.faultline.learn.source.PrometheusReader;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.InvalidValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/** Learns fault plans, one at a time, since what is read may be large. Threadsafe; blocks as long as the source takes. */
public final class Learner {

    private final PrometheusApi prometheus;
    private final Files files;
    private final InstantSource clock;
    private final Semaphore free = new Semaphore(1);

    /** Opens files; says which may be read. */
    @FunctionalInterface
    public interface Files {

        /**
         * Returns the content, to be closed by the caller.
         *
         * @throws IOException if it can't be read
         * @throws InvalidValue naming {@code file} if this process may not read it
         */
        InputStream open(String name) throws IOException;
    }

    public Learner(PrometheusApi prometheus, Files files, InstantSource clock) {
        this.prometheus = prometheus;
        this.files = files;
        this.clock = clock;
    }

    /**
     * Returns the plan that plays what was measured.
     *
     * @throws InvalidValue if the source knows nothing of that, or the plan would have too many rules
     * @throws ControlFailed if the source does not answer, or another plan is being learned
     */
    public Learned learn(LearnRequest request) {
        return PlanMaker.learn(observe(request), request);
    }

    /** Returns what was measured, as {@link #learn} does. */
    public Observed observe(LearnRequest request) {
        if (!free.tryAcquire()) {
            throw ControlFailed.notNow("another plan is being learned just now: ask again", null);
        }
        try {
            return read(request);
        } finally {
            free.release();
        }
    }

    private Observed read(LearnRequest request) {
        Instant now = clock.instant();
        Span span = request.span(now);
        if (request.prometheus() != null) {
            return PrometheusReader.read(prometheus, request.prometheus(), span, request.by(), now);
        }
        String name = request.file() == null ? "content" : request.file();
        try (InputStream content = request.file() == null ? content(request) : files.open(request.file())) {
            return MeasuredFile.read(name, content, span, request.by());
        } catch (IOException e) {
            throw new InvalidValue("file", "must be a file that can be read", '"' + name + '"', e);
        }
    }

    private static InputStream content(LearnRequest request) {
        String content = request.content() == null ? "" : request.content();
        return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
    }
}
