package dev.faultline.injector.server;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes content into an answer, as much as is allowed and no faster than the caller takes it. Holds one chunk at a
 * time.
 */
final class BodyWriter {

    /** What happens at the ends. */
    interface Course {

        /** All that was allowed is sent, and the body has more. */
        void spent();

        /** The body is over. */
        void ended();
    }

    private final ResponseWriter writer;
    private final PreparedSource.Content content;
    private final Course course;
    private final int withheld;
    private @Nullable Buffer chunk;
    private long sent;
    private long allowed;
    private boolean fetching;
    private boolean ended;
    private boolean stopped;
    private boolean running;

    /** @param withheld how many bytes of the end are never sent */
    BodyWriter(ResponseWriter writer, PreparedSource.Content content, int withheld, Course course) {
        this.writer = writer;
        this.content = content;
        this.withheld = withheld;
        this.course = course;
    }

    /** Starts, with so many bytes allowed. */
    void start(long bytes) {
        allowed = bytes;
        content.body().exceptionHandler(broken -> writer.breakOff());
        content.body().endHandler(end -> {
            ended = true;
            fetching = false;
            run();
        });
        content.body().handler(this::take);
        writer.onDrain(this::run);
        run();
    }

    /** Allows so many bytes from the start on; fewer than before changes nothing. */
    void allow(long bytes) {
        allowed = Math.max(allowed, bytes);
        run();
    }

    /** Sends nothing more. */
    void stop() {
        stopped = true;
    }

    /** Returns whether nothing of the body has come yet. */
    boolean isEmpty() {
        return sent == 0 && chunk == null;
    }

    private void take(Buffer next) {
        fetching = false;
        // What is left is withheld, and at most a byte.
        chunk = chunk == null ? next : Buffer.buffer().appendBuffer(chunk).appendBuffer(next);
        run();
    }

    private void run() {
        // What a step sets off may come back here; then the loop that runs already goes on with it.
        if (running) {
            return;
        }
        running = true;
        boolean more = true;
        while (more) {
            more = !stopped && !writer.isOver() && step();
        }
        running = false;
    }

    /** Does one thing, if one can be done; returns whether there may be another. */
    private boolean step() {
        int usable = chunk == null ? 0 : chunk.length() - withheld;
        if (chunk == null || usable <= 0) {
            return fetch();
        }
        if (sent == allowed) {
            course.spent();
            return sent < allowed;
        }
        if (writer.isFull()) {
            return false;
        }
        int size = (int) Math.min(usable, allowed - sent);
        writer.write(size == chunk.length() ? chunk : chunk.slice(0, size));
        sent += size;
        chunk = size == chunk.length() ? null : chunk.slice(size, chunk.length());
        if (sent == allowed) {
            course.spent();
        }
        return true;
    }

    private boolean fetch() {
        if (ended) {
            stopped = true;
            course.ended();
            return false;
        }
        if (fetching) {
            return false;
        }
        fetching = true;
        content.body().fetch(1);
        return !fetching;
    }
}
