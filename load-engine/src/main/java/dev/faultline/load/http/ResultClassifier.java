package dev.faultline.load.http;

import dev.faultline.load.measure.Answerer;
import dev.faultline.load.measure.AttemptTimestamps;
import dev.faultline.load.measure.Result;
import dev.faultline.load.measure.ResultClass;
import dev.faultline.load.measure.TlsFailure;
import dev.faultline.load.split.BackendHeader;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
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

    /** How the JDK tells of an alert of the other side. */
    private static final Pattern JDK_ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    /** How BoringSSL tells of anything: the reason is in the lowest bits of the number, and an alert beyond all its own reasons. */
    private static final Pattern BORING_ERROR = Pattern.compile("error:([0-9a-fA-F]{8}):");

    private static final int HEX = 16;
    private static final int REASON = 0xFFF;
    private static final int FIRST_ALERT = 1_000;
    private static final String TOO_WEAK = "not comply to algorithm constraints";

    /** What the JDK says of a certificate that names other hosts; it has no exception for that. */
    private static final Pattern OTHER_HOST = Pattern.compile("^No (?:name matching|subject alternative)");

    private final @Nullable BackendHeader backend;

    /** @param backend by which the backend's own answers are recognised; null if they are not */
    ResultClassifier(@Nullable BackendHeader backend) {
        this.backend = backend;
    }

    /**
     * Returns the result of a complete response.
     *
     * @param trailers null for none
     * @param asked whose it is if nothing in it tells
     */
    Result complete(int status, MultiMap headers, @Nullable MultiMap trailers, Answerer asked, boolean grpc) {
        Result byHttp = byHead(status, headers, asked);
        if (!grpc || status != 200) {
            return byHttp;
        }
        String inHead = headers.get(GRPC_STATUS);
        return byHttp.withGrpc(inHead != null || trailers == null ? inHead : trailers.get(GRPC_STATUS));
    }

    /**
     * Returns the result by the head of a response alone.
     *
     * @param asked whose it is if nothing in it tells
     */
    Result byHead(int status, MultiMap headers, Answerer asked) {
        Result result =
                Result.answered(status, headers.contains(BY), headers.contains(FAULT), headers.contains(PROXY_ERROR));
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
        if (isCausedBy(failure, SSLException.class)) {
            return withoutTls(failure);
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

    /** Also without TLS of its own a connection may break off or fall silent while the handshake goes on. */
    private static ResultClass withoutTls(Throwable failure) {
        if (isCausedBy(failure, SslHandshakeTimeoutException.class)) {
            return ResultClass.CONNECT_TIMEOUT;
        }
        if (isCausedBy(failure, SslClosedEngineException.class)) {
            return ResultClass.CLOSE;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedChannelException) {
                boolean broken = Stream.of(cause.getSuppressed()).anyMatch(ResultClassifier::isOfConnection);
                return broken ? ResultClass.RESET : ResultClass.CLOSE;
            }
            if (isOfConnection(cause)) {
                return ResultClass.RESET;
            }
        }
        return ResultClass.TLS;
    }

    private static boolean isOfConnection(Throwable cause) {
        return cause instanceof IOException && !(cause instanceof SSLException);
    }

    /** Returns why TLS failed, by what either engine says of it. */
    static TlsFailure tlsFailure(Throwable failure) {
        TlsFailure byCertificate = ofCertificate(failure);
        if (byCertificate != null) {
            return byCertificate;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher jdk = JDK_ALERT.matcher(message);
            if (jdk.find()) {
                return TlsFailure.ofAlert(jdk.group(1));
            }
            Matcher boring = BORING_ERROR.matcher(message);
            if (boring.find()) {
                int reason = Integer.parseUnsignedInt(boring.group(1), HEX) & REASON;
                return reason >= FIRST_ALERT ? TlsFailure.ofAlert(reason - FIRST_ALERT) : TlsFailure.PROTOCOL;
            }
            if (message.contains(TOO_WEAK)) {
                return TlsFailure.WEAK;
            }
        }
        return TlsFailure.PROTOCOL;
    }

    private static @Nullable TlsFailure ofCertificate(Throwable failure) {
        TlsFailure found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return TlsFailure.EXPIRED;
            }
            if (cause instanceof CertificateNotYetValidException) {
                return TlsFailure.NOT_YET_VALID;
            }
            if (cause instanceof CertPathValidatorException invalid
                    && invalid.getReason() instanceof BasicReason basic) {
                TlsFailure reason = ofReason(basic);
                if (reason != null) {
                    return reason;
                }
            }
            if (cause instanceof CertificateException && found == null) {
                boolean host =
                        OTHER_HOST.matcher(String.valueOf(cause.getMessage())).find();
                boolean alone = Stream.of(cause.getSuppressed()).anyMatch(TlsClient.SelfSigned.class::isInstance);
                found = host ? TlsFailure.WRONG_HOST : alone ? TlsFailure.SELF_SIGNED : TlsFailure.UNTRUSTED;
            }
        }
        return found;
    }

    private static @Nullable TlsFailure ofReason(BasicReason reason) {
        return switch (reason) {
            case EXPIRED -> TlsFailure.EXPIRED;
            case NOT_YET_VALID -> TlsFailure.NOT_YET_VALID;
            case REVOKED -> TlsFailure.REVOKED;
            case ALGORITHM_CONSTRAINED -> TlsFailure.WEAK;
            default -> null;
        };
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
