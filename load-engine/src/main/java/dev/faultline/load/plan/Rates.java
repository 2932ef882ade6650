package dev.faultline.load.plan;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How rates are written: as a number of arrivals a second, or as a number in a time, such as {@code 5/s}, {@code 100/1m} or
 * {@code 3/500ms}. They are kept as arrivals a second.
 */
public final class Rates {

    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)/(\\d{1,9}(?:\\.\\d{1,9})?)?(ms|s|m|h|d)");
    private static final String RULE = "must be a number of arrivals a second, or such as 5/s or 100/1m";

    private Rates() {}

    /**
     * Returns the arrivals a second that the text states, which is no bare number.
     *
     * @throws InvalidValue naming {@code field}
     */
    public static double parse(String field, String text) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches()) {
            throw new InvalidValue(field, RULE, '"' + text + '"');
        }
        @Nullable String times = parts.group(2);
        Duration in = Durations.parse(field, (times == null ? "1" : times) + parts.group(3));
        if (in.isZero()) {
            throw new InvalidValue(field, "must be a number in a time above 0, such as 100/1m", '"' + text + '"');
        }
        return Double.parseDouble(parts.group(1)) * 1e9 / in.toNanos();
    }

    /** Reads a rate that must be given. Threadsafe. */
    static final class Required extends Deserializer {

        private static final long serialVersionUID = 1L;

        @Override
        public Double getNullValue(DeserializationContext context) throws JsonMappingException {
            return context.reportInputMismatch(Double.TYPE, "a rate must be given");
        }
    }

    /** Reads a rate of a document. Threadsafe. */
    static class Deserializer extends StdDeserializer<Double> {

        private static final long serialVersionUID = 1L;

        Deserializer() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.VALUE_STRING) {
                return parse("", parser.getText());
            }
            return token.isNumeric()
                    ? Double.valueOf(parser.getDoubleValue())
                    : (Double) context.handleUnexpectedToken(Double.class, parser);
        }
    }
}
