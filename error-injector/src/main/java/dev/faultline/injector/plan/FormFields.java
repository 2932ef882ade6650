package dev.faultline.injector.plan;

import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code application/x-www-form-urlencoded} bodies whose keys are known, each at most once. */
final class FormFields {

    private static final int HEX = 16;

    private FormFields() {}

    /**
     * Returns the fields in the order given.
     *
     * @throws InvalidValue for an unknown or repeated key, an empty value, or bytes that are no UTF-8
     */
    static Map<String, String> read(byte[] body, Set<String> known) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : utf8(body).strip().split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1)).strip();
            Require.that(
                    known.contains(key),
                    shown(key),
                    "is not known here; known are: " + String.join(", ", known),
                    value);
            Require.that(!value.isEmpty(), key, "must have a value", "empty");
            Require.that(fields.put(key, value) == null, key, "must be given once", '"' + value + '"');
        }
        return fields;
    }

    /**
     * Decodes percent-encoding, and takes a percent sign that encodes nothing for itself: {@code curl -d status=503:20%}
     * is what people type.
     */
    private static String decode(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int high = raw[i] == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(raw[i + 2], HEX);
            if (low >= 0) {
                decoded.write(high * HEX + low);
                i += 2;
            } else {
                decoded.write(raw[i] == '+' ? ' ' : raw[i]);
            }
        }
        return utf8(decoded.toByteArray());
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidValue("", "must be text in UTF-8", "other bytes", e);
        }
    }

    private static String shown(String key) {
        return key.length() <= HEX ? key : key.substring(0, HEX) + "...";
    }
}
