package dev.faultline.load.measure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why TLS did not come to be, or came to an end: what this side refused, or the alert by which the other side did. The
 * alerts are those of RFC 8446, section 6; any other is {@link #ALERT}.
 */
public enum TlsFailure {
    /** Nobody who is trusted has signed the certificate. */
    UNTRUSTED,
    /** The certificate is signed by nobody but itself, and it is not trusted. */
    SELF_SIGNED,
    /** A certificate's time is over. */
    EXPIRED,
    /** A certificate's time has not begun. */
    NOT_YET_VALID,
    /** The certificate names other hosts than the URL. */
    WRONG_HOST,
    /** A certificate was taken back by who had signed it. */
    REVOKED,
    /** Keys or signatures are too weak to be trusted. */
    WEAK,
    /** What came was no TLS, of another version, or did not speak what was asked for. */
    PROTOCOL,
    /** An alert that RFC 8446 does not know. */
    ALERT,
    ALERT_UNEXPECTED_MESSAGE(10),
    ALERT_BAD_RECORD_MAC(20),
    ALERT_RECORD_OVERFLOW(22),
    ALERT_HANDSHAKE_FAILURE(40),
    ALERT_BAD_CERTIFICATE(42),
    ALERT_UNSUPPORTED_CERTIFICATE(43),
    ALERT_CERTIFICATE_REVOKED(44),
    ALERT_CERTIFICATE_EXPIRED(45),
    ALERT_CERTIFICATE_UNKNOWN(46),
    ALERT_ILLEGAL_PARAMETER(47),
    ALERT_UNKNOWN_CA(48),
    ALERT_ACCESS_DENIED(49),
    ALERT_DECODE_ERROR(50),
    ALERT_DECRYPT_ERROR(51),
    ALERT_PROTOCOL_VERSION(70),
    ALERT_INSUFFICIENT_SECURITY(71),
    ALERT_INTERNAL_ERROR(80),
    ALERT_INAPPROPRIATE_FALLBACK(86),
    ALERT_USER_CANCELED(90),
    ALERT_MISSING_EXTENSION(109),
    ALERT_UNSUPPORTED_EXTENSION(110),
    ALERT_UNRECOGNIZED_NAME(112),
    ALERT_BAD_CERTIFICATE_STATUS_RESPONSE(113),
    ALERT_UNKNOWN_PSK_IDENTITY(115),
    ALERT_CERTIFICATE_REQUIRED(116),
    ALERT_NO_APPLICATION_PROTOCOL(120);

    private static final int NO_ALERT = -1;

    private final int code;
    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '-');

    TlsFailure() {
        this(NO_ALERT);
    }

    TlsFailure(int code) {
        this.code = code;
    }

    /** Returns the name in JSON, metrics and reports, such as {@code wrong-host} or {@code alert-unknown-ca}. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** Returns the failure that an alert of that code tells. */
    public static TlsFailure ofAlert(int code) {
        for (TlsFailure failure : values()) {
            if (failure.code == code && code != NO_ALERT) {
                return failure;
            }
        }
        return ALERT;
    }

    /** Returns the failure that an alert tells by the name of RFC 8446, such as {@code unknown_ca}. */
    public static TlsFailure ofAlert(String name) {
        String constant = "ALERT_" + name.toUpperCase(Locale.ROOT);
        for (TlsFailure failure : values()) {
            if (failure.name().equals(constant)) {
                return failure;
            }
        }
        return ALERT;
    }
}
