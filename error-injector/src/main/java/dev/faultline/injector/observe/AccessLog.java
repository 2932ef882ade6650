package dev.faultline.injector.observe;

import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One line for each request: off unless somebody asks for it. */
public final class AccessLog implements Consumer<AccessRecord> {

    private static final Logger LOG = Logger.getLogger("dev.faultline.access");
    private static final double NANOS_PER_MILLI = 1e6;

    @Override
    public void accept(AccessRecord record) {
        AccessRecord.Line request = record.request();
        LOG.infof(
                "%s \"%s %s %s\" %s %s/%s %.1fms",
                request.caller(),
                request.method(),
                escaped(request.path()),
                request.protocol(),
                record.status() == 0 ? "-" : Integer.toString(record.status()),
                record.series().rule(),
                record.series().outcome(),
                record.duration().toNanos() / NANOS_PER_MILLI);
    }

    /** A line must stay one line, and its quotes must be its own. */
    private static String escaped(String path) {
        return path.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"')
                ? path
                : path.replaceAll("[^\\x21-\\x7e]|\"", "?");
    }
}
