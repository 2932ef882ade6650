package dev.faultline.backend.access;

/** The access log that is off. */
final class NoAccessLog implements AccessLog {

    @Override
    public boolean on() {
        return false;
    }

    @Override
    public void add(CombinedLine line) {}

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public void close() {}
}
