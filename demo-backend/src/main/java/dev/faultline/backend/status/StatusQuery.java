package dev.faultline.backend.status;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the query of {@code /server-status} asks for.
 *
 * @param auto the form for programs
 * @param refresh after how many seconds a browser is to ask again; null for never
 */
public record StatusQuery(boolean auto, @Nullable Integer refresh) {

    private static final int REFRESH_UNSAID = 10;
    private static final Pattern REFRESH = Pattern.compile("refresh(?:=(\\d{0,6})\\D?.*)?");

    /** Reads the query; what it does not know it ignores, as Apache does. */
    public static StatusQuery of(String query) {
        List<String> options = Arrays.asList(query.split("&", -1));
        Integer refresh = null;
        for (String option : options) {
            Matcher matcher = REFRESH.matcher(option);
            if (matcher.matches()) {
                String seconds = matcher.group(1);
                int asked = seconds == null || seconds.isEmpty() ? 0 : Integer.parseInt(seconds);
                refresh = asked < 1 ? REFRESH_UNSAID : asked;
            }
        }
        return new StatusQuery(options.stream().anyMatch(o -> o.equals("auto") || o.startsWith("auto=")), refresh);
    }
}
