package dev.faultline.injector.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.InvalidValue;
import java.util.Locale;
import java.util.Map;

/**
 * What an alert of TLS says (RFC 8446, 6), or any other number in its place.
 *
 * @param number from 0 to 255
 */
public record TlsAlert(int number) {

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("close_notify", 0),
            Map.entry("unexpected_message", 10),
            Map.entry("bad_record_mac", 20),
            Map.entry("record_overflow", 22),
            Map.entry("handshake_failure", 40),
            Map.entry("bad_certificate", 42),
            Map.entry("unsupported_certificate", 43),
            Map.entry("certificate_revoked", 44),
            Map.entry("certificate_expired", 45),
            Map.entry("certificate_unknown", 46),
            Map.entry("illegal_parameter", 47),
            Map.entry("unknown_ca", 48),
            Map.entry("access_denied", 49),
            Map.entry("decode_error", 50),
            Map.entry("decrypt_error", 51),
            Map.entry("protocol_version", 70),
            Map.entry("insufficient_security", 71),
            Map.entry("internal_error", 80),
            Map.entry("inappropriate_fallback", 86),
            Map.entry("user_canceled", 90),
            Map.entry("missing_extension", 109),
            Map.entry("unsupported_extension", 110),
            Map.entry("unrecognized_name", 112),
            Map.entry("bad_certificate_status_response", 113),
            Map.entry("unknown_psk_identity", 115),
            Map.entry("certificate_required", 116),
            Map.entry("no_application_protocol", 120));

    private static final int MAX = 255;
    private static final String RULE =
            "must be an alert of TLS from 0 to " + MAX + ", or its name such as handshake_failure";

    /** The alert of a server that shares no way to speak with its caller. */
    public static final TlsAlert HANDSHAKE_FAILURE = new TlsAlert(40);

    /** The alert of a server that does not speak the caller's version. */
    public static final TlsAlert PROTOCOL_VERSION = new TlsAlert(70);

    /** @throws InvalidValue unless the number fits into a byte */
    public TlsAlert {
        if (number < 0 || number > MAX) {
            throw new InvalidValue("", RULE, number);
        }
    }

    /**
     * Returns the alert that a plan names by number or name, in whatever case, with dashes or underscores.
     *
     * @throws InvalidValue if there is none
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TlsAlert of(Object value) {
        if (value instanceof Integer number) {
            return new TlsAlert(number);
        }
        Integer known = value instanceof String name
                ? NUMBERS.get(name.toLowerCase(Locale.ROOT).replace('-', '_'))
                : null;
        if (known == null) {
            throw new InvalidValue("", RULE, value);
        }
        return new TlsAlert(known);
    }

    @JsonValue
    @Override
    public int number() {
        return number;
    }
}
