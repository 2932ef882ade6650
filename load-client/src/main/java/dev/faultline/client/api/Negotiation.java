package dev.faultline.client.api;

import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which of several formats a client wants most: RFC 9110, section 12.5.1. */
final class Negotiation {

    private static final String XML = "application/xml";
    private static final MediaType TEXT_XML = MediaType.TEXT_XML_TYPE;

    /** From 0 to 1; what is none counts as if it were not given. */
    private static final Pattern QUALITY = Pattern.compile("0(\\.\\d{0,9})?|1(\\.0{0,9})?");

    private Negotiation() {}

    /**
     * Returns the media type that is wanted most, the first of equals; nothing if none is.
     *
     * @param accepted as the Accept header has them
     * @param offered without parameters
     */
    static Optional<String> best(List<MediaType> accepted, List<String> offered) {
        String best = null;
        double most = 0;
        for (String type : offered) {
            double wanted = wanted(accepted, type);
            if (wanted > most) {
                most = wanted;
                best = type;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The most specific range that a type falls in counts, even where it says that the type is not wanted. */
    private static double wanted(List<MediaType> accepted, String offered) {
        MediaType type = MediaType.valueOf(offered);
        int closest = -1;
        double wanted = 0;
        for (MediaType range : accepted) {
            boolean covers = range.isCompatible(type) || (offered.equals(XML) && range.isCompatible(TEXT_XML));
            int close = range.isWildcardType() ? 0 : range.isWildcardSubtype() ? 1 : 2;
            if (covers && close > closest) {
                closest = close;
                wanted = quality(range);
            }
        }
        return wanted;
    }

    private static double quality(MediaType range) {
        String quality = range.getParameters().get("q");
        return quality == null || !QUALITY.matcher(quality).matches() ? 1 : Double.parseDouble(quality);
    }
}
