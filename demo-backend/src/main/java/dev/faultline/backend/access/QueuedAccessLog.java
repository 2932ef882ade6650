package dev.faultline.backend.access;

import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lines wait in a bounded queue for one thread that formats and writes them, so that a slow disk costs lines and not
 * latency. The queue is bounded by the characters in it, not by lines: long URLs must not fill the heap.
 */
public final class QueuedAccessLog implements AccessLog {

    /** The most characters that may wait: at most twice as many bytes of heap. */
    static final int MAX_WAITING = 4 * 1024 * 1024;

    private static final int BATCH = 1024;
    private static final long IDLE_MILLIS = 100;

    private final BlockingQueue<CombinedLine> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger waitingCharacters = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final Writer out;
    private final ZoneId zone;
    private final Duration patience;
    private final Thread writer;
    private volatile boolean closed;

    /**
     * Starts to write.
     *
     * @param out closed with this log
     * @param zone of the times in the log
     * @param patience how long {@link #close} waits for the lines still to be written
     */
    public QueuedAccessLog(Writer out, ZoneId zone, Duration patience) {
        this.out = out;
        this.zone = zone;
        this.patience = patience;
        this.writer = new Thread(this::run, "access-log");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public boolean on() {
        return true;
    }

    @Override
    public void add(CombinedLine line) {
        int weight = line.weight();
        if (waitingCharacters.addAndGet(weight) > MAX_WAITING || closed) {
            waitingCharacters.addAndGet(-weight);
            dropped.increment();
            return;
        }
        waiting.add(line);
    }

    @Override
    public long dropped() {
        return dropped.sum();
    }

    @Override
    public void close() {
        closed = true;
        try {
            writer.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dropped.add(waiting.size());
    }

    private void run() {
        List<CombinedLine> batch = new ArrayList<>(BATCH);
        try (out) {
            while (!(closed && waiting.isEmpty())) {
                CombinedLine first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    write(batch);
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Only closing is left to fail, after every line was flushed.
            dropped.increment();
        }
    }

    private void write(List<CombinedLine> batch) {
        StringBuilder text = new StringBuilder();
        for (CombinedLine line : batch) {
            waitingCharacters.addAndGet(-line.weight());
            text.append(line.text(zone)).append('\n');
        }
        try {
            out.append(text);
            out.flush();
        } catch (IOException e) {
            // A full disk must not stop the service; it may have room again for the next batch.
            dropped.add(batch.size());
        }
    }
}
