package dev.faultline.backend.page;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entity tag of RFC 9110, 8.8.3: which version of a page this is. */
public record EntityTag(boolean weak, String opaque) {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"");
    private static final Pattern SEPARATOR = Pattern.compile("[\\s,]*");

    /** Returns the tag that says: byte for byte the same. */
    public static EntityTag strong(String opaque) {
        return new EntityTag(false, opaque);
    }

    /** Returns the tags of a header's list, up to the first thing that is none. */
    public static List<EntityTag> list(String header) {
        List<EntityTag> tags = new ArrayList<>();
        Matcher separator = SEPARATOR.matcher(header);
        Matcher tag = TAG.matcher(header);
        int at = 0;
        while (at < header.length()) {
            if (separator.region(at, header.length()).lookingAt()) {
                at = separator.end();
            }
            if (!tag.region(at, header.length()).lookingAt()) {
                break;
            }
            tags.add(new EntityTag(tag.group(1) != null, tag.group(2)));
            at = tag.end();
        }
        return List.copyOf(tags);
    }

    /** Returns whether both are the same bytes: neither is weak. */
    public boolean matchesStrongly(EntityTag other) {
        return !weak && !other.weak && opaque.equals(other.opaque);
    }

    /** Returns whether either may stand for the other. */
    public boolean matchesWeakly(EntityTag other) {
        return opaque.equals(other.opaque);
    }

    /** Returns the tag as it stands in a header. */
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + '"';
    }
}
