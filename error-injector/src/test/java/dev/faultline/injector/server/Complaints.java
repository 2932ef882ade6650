package dev.faultline.injector.server;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what is logged as a warning or worse. */
final class Complaints extends Handler {

    private final List<String> heard = new CopyOnWriteArrayList<>();

    /** Starts. */
    void listen() {
        Logger.getLogger("").addHandler(this);
    }

    /** Ends, and returns what was heard. */
    List<String> end() {
        Logger.getLogger("").removeHandler(this);
        return heard;
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            heard.add(line.getLevel() + " " + line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
