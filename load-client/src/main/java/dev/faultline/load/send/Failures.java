package dev.faultline.load.send;

import dev.faultline.load.measure.Instants;
import dev.faultline.load.measure.ResultClass;
import io.netty.channel.ConnectTimeoutException;
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
        if (reached.wasConnected()) {
            return ResultClass.RESET;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return ResultClass.DNS;
            }
            // Netty's is a ConnectException too, so it is asked for first.
            if (cause instanceof ConnectTimeoutException) {
                return ResultClass.CONNECT_TIMEOUT;
            }
            if (cause instanceof ConnectException) {
                return ResultClass.REFUSED;
            }
        }
        return ResultClass.RESET;
    }
}
