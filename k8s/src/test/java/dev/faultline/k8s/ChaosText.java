package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/** The little languages in values of Chaos Mesh; all of them are strings. */
final class ChaosText {

    /** As Go's time.ParseDuration has them, without a sign. */
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|ms|s|m|h))+");

    private static final Pattern OFFSET = Pattern.compile("[-+]?" + DURATION.pattern());
    private static final Pattern PERCENT = Pattern.compile("100|[0-9]{1,2}(?:\\.[0-9]+)?");
    private static final Pattern RATE = Pattern.compile("[0-9]+(?:[kmgt]?bit|[kmgt]?bps)");
    private static final Pattern SIZE = Pattern.compile("[0-9]+(?:B|kB|MB|GB)|(?:100|[0-9]{1,2})%");
    private static final Pattern CRON = Pattern.compile("[0-9*/,-]+(?: [0-9A-Za-z*/,?-]+){4,5}");

    private ChaosText() {}

    static boolean isDuration(JsonNode value) {
        return is(value, DURATION);
    }

    static boolean isOffset(JsonNode value) {
        return is(value, OFFSET);
    }

    static boolean isPercent(JsonNode value) {
        return is(value, PERCENT);
    }

    static boolean isRate(JsonNode value) {
        return is(value, RATE);
    }

    static boolean isSize(JsonNode value) {
        return is(value, SIZE);
    }

    /** Returns whether it is {@code @every DURATION} or has the five or six fields of cron. */
    static boolean isSchedule(JsonNode value) {
        String text = value.asText();
        String every = "@every ";
        return value.isTextual()
                && (text.startsWith(every)
                        ? DURATION.matcher(text.substring(every.length())).matches()
                        : CRON.matcher(text).matches());
    }

    private static boolean is(JsonNode value, Pattern grammar) {
        return value.isTextual() && grammar.matcher(value.textValue()).matches();
    }
}
