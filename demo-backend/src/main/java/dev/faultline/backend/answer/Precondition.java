package dev.faultline.backend.answer;

import dev.faultline.backend.page.EntityTag;
import dev.faultline.backend.page.Page;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the conditions of a GET or HEAD come to, in the order of RFC 9110, 13.2.2. */
enum Precondition {
    /** Answer as if there were no condition. */
    HOLDS,
    /** The client has this version. */
    NOT_MODIFIED,
    /** The client asked for another version. */
    FAILED;

    static Precondition of(Fields fields, Page page) {
        String ifMatch = fields.get("If-Match");
        if (ifMatch != null) {
            if (!any(ifMatch) && EntityTag.list(ifMatch).stream().noneMatch(page.tag()::matchesStrongly)) {
                return FAILED;
            }
        } else if (changedAfter(page, HttpDate.parse(fields.get("If-Unmodified-Since")))) {
            return FAILED;
        }
        String ifNoneMatch = fields.get("If-None-Match");
        if (ifNoneMatch != null) {
            boolean known =
                    any(ifNoneMatch) || EntityTag.list(ifNoneMatch).stream().anyMatch(page.tag()::matchesWeakly);
            return known ? NOT_MODIFIED : HOLDS;
        }
        Instant since = HttpDate.parse(fields.get("If-Modified-Since"));
        return since != null && !changedAfter(page, since) ? NOT_MODIFIED : HOLDS;
    }

    /** Returns whether a range may be cut from this version: {@code If-Range} is absent, or names just this version. */
    static boolean rangeHolds(Fields fields, Page page) {
        String ifRange = fields.get("If-Range");
        if (ifRange == null) {
            return true;
        }
        List<EntityTag> tags = EntityTag.list(ifRange);
        if (!tags.isEmpty()) {
            return tags.get(0).matchesStrongly(page.tag());
        }
        Instant date = HttpDate.parse(ifRange);
        return date != null && date.equals(seconds(page.modified()));
    }

    private static boolean any(String header) {
        return header.strip().equals("*");
    }

    private static boolean changedAfter(Page page, @Nullable Instant date) {
        return date != null && seconds(page.modified()).isAfter(date);
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }
}
