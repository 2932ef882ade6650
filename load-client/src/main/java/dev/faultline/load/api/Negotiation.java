package dev.faultline.load.api;

import dev.faultline.load.report.ReportFormat;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** Which of several formats a client wants most: RFC 9110, section 12.5.1. */
final class Negotiation {

    private static final String XML = "application/xml";
    private static final MediaType TEXT_XML = MediaType.TEXT_XML_TYPE;

    private Negotiation() {}

    /**
     * Returns the format that is wanted most, the first of equals; nothing if none is.
     *
     * @param accepted as the Accept header has them
     */
    static Optional<ReportFormat> best(List<MediaType> accepted, List<ReportFormat> formats) {
        ReportFormat best = null;
        double most = 0;
        for (ReportFormat format : formats) {
            double wanted = wanted(accepted, format);
            if (wanted > most) {
                most = wanted;
                best = format;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The most specific range that a type falls in counts, even where it says that the type is not wanted. */
    private static double wanted(List<MediaType> accepted, ReportFormat format) {
        MediaType type = MediaType.valueOf(format.mediaType());
        int closest = -1;
        double wanted = 0;
        for (MediaType range : accepted) {
            boolean covers =
                    range.isCompatible(type) || (format.mediaType().equals(XML) && range.isCompatible(TEXT_XML));
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
        try {
            return quality == null ? 1 : Double.parseDouble(quality);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
