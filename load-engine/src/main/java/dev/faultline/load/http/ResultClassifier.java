package dev.faultline.load.http;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.split.BackendHeader;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Classifies attempts: a response by its status and its headers, a failure by how far the attempt had come. Who answered is
 * said by the marks of injector and proxy first, then by the header of the backend, then by who was asked.
 */
final class ResultClassifier {

    private static final CharSequence FAULT = HttpHeaders.createOptimized("x-faultline-fault");
    private static final CharSequence BY = HttpHeaders.createOptimized("x-faultline-by");
    private static final CharSequence PROXY_ERROR = HttpHeaders.createOptimized("l5d-proxy-error");
    private static final CharSequence GRPC_STATUS = HttpHeaders.createOptimized("grpc-status");

    private final @Nullable BackendHeader backend;

    /** @param backend by which the backend's own answers are recognised; null if they are not */
    ResultClassifier(@Nullable BackendHeader backend) {
        this.backend = backend;
    }

    /**
     * Returns the result of a complete response.
     *
     * @param asked whose it is if nothing in it tells
     */
    Result complete(HttpClientResponse response, Answerer asked, boolean grpc) {
        Result byHttp = byHead(response, asked);
        if (!grpc || response.statusCode() != 200) {
            return byHttp;
        }
        String status = response.headers().get(GRPC_STATUS);
        return byHttp.withGrpc(status == null ? response.getTrailer(GRPC_STATUS.toString()) : status);
    }

    /**
     * Returns the result by the head of a response alone.
     *
     * @param asked whose it is if nothing in it tells
     */
    Result byHead(HttpClientResponse response, Answerer asked) {
        MultiMap headers = response.headers();
        Result result = Result.answered(
                response.statusCode(), headers.contains(BY), headers.contains(FAULT), headers.contains(PROXY_ERROR));
        return result.answerer() != Answerer.BACKEND || isBackends(headers) ? result : result.by(asked);
    }

    private boolean isBackends(MultiMap headers) {
        if (backend == null) {
            return false;
        }
        String value = headers.get(backend.name());
        return value != null && value.startsWith(backend.prefix());
    }

    /**
     * Returns the class of a failure. How far the attempt had come is asked first: the same exception means a reset
     * before the head of a response and a truncated response after it.
     */
    static ResultClass failed(AttemptTimestamps reached, Throwable failure) {
        if (reached.answered()) {
            return ResultClass.TRUNCATED;
        }
        // Netty's exception is that of a connection which ends in the middle of the head; a reset comes before it, with
        // an
        // exception of its own.
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
        // Before the next: Netty's ConnectTimeoutException is a ConnectException too.
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
