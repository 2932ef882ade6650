package dev.faultline.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The little languages in values of Chaos Mesh; all of them are strings. */
final class ChaosText {

    /** As Go's time.ParseDuration has them, without a sign. */
    private static final Pattern DURATION = Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|ms|s|m|h))+");

    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h)");
    private static final Map<String, BigDecimal> SECONDS = Map.of(
            "ns",
            new BigDecimal("1e-9"),
            "us",
            new BigDecimal("1e-6"),
            "ms",
            new BigDecimal("1e-3"),
            "s",
            BigDecimal.ONE,
            "m",
            BigDecimal.valueOf(60),
            "h",
            BigDecimal.valueOf(3600));
    private static final String EVERY = "@every ";
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
        return value.isTextual()
                && (text.startsWith(EVERY)
                        ? DURATION.matcher(text.substring(EVERY.length())).matches()
                        : CRON.matcher(text).matches());
    }

    /** Returns the whole seconds between two runs of a schedule; 0 if that is by cron. */
    static long periodSeconds(JsonNode schedule) {
        String text = schedule.asText();
        return text.startsWith(EVERY) ? Math.max(1, seconds(text.substring(EVERY.length()))) : 0;
    }

    /** Returns the whole seconds of a duration; 0 for what is none. */
    static long seconds(String duration) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Matcher part = PART.matcher(duration); part.find(); ) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(SECONDS.get(part.group(2))));
        }
        return sum.longValue();
    }

    private static boolean is(JsonNode value, Pattern grammar) {
        return value.isTextual() && grammar.matcher(value.textValue()).matches();
    }
}
