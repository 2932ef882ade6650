package dev.faultline.load.measure;

/** The attempts that ended in one class and were answered by one party. */
final class Cell {

    private final Times latency;
    private long succeeded;

    Cell() {
        this(new OpenTimes(), 0);
    }

    private Cell(Times latency, long succeeded) {
        this.latency = latency;
        this.succeeded = succeeded;
    }

    void record(long latencyNanos, boolean success) {
        latency.record(latencyNanos);
        if (success) {
            succeeded++;
        }
    }

    void add(Cell other) {
        latency.add(other.latency);
        succeeded += other.succeeded;
    }

    void subtract(Cell other) {
        latency.subtract(other.latency);
        succeeded -= other.succeeded;
    }

    void reset() {
        latency.reset();
        succeeded = 0;
    }

    Cell packed() {
        return new Cell(latency.packed(), succeeded);
    }

    long count() {
        return latency.count();
    }

    long succeeded() {
        return succeeded;
    }

    Times latency() {
        return latency;
    }

    long footprintBytes() {
        return latency.footprintBytes();
    }
}
