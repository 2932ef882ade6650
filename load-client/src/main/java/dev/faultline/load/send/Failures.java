package dev.faultline.load.send;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.ResultClass;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.UnknownHostException;

/** Tells the class of an attempt that failed, from what it had reached and what went wrong. */
final class Failures {

    private Failures() {}

    /**
     * Returns the class. The stage comes first: the same exception means a reset before the head of an answer and a
     * truncated answer after it.
     */
    static ResultClass classify(Instants reached, Throwable failure) {
        if (reached.answered()) {
            return ResultClass.TRUNCATED;
        }
        // Netty's is of a connection that ends in the middle of the head; a reset is told before it, by its own
        // exception.
        if (isCausedBy(failure, HttpClosedException.class)
                || isCausedBy(failure, PrematureChannelClosureException.class)) {
            return ResultClass.CLOSE;
        }
        if (reached.wasConnected()) {
            return ResultClass.RESET;
        }
        if (isCausedBy(failure, UnknownHostException.class)) {
            return ResultClass.DNS;
        }
        // Netty's is a ConnectException too, so it is asked for first.
        if (isCausedBy(failure, ConnectTimeoutException.class)) {
            return ResultClass.CONNECT_TIMEOUT;
        }
        return isCausedBy(failure, ConnectException.class) ? ResultClass.REFUSED : ResultClass.RESET;
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
