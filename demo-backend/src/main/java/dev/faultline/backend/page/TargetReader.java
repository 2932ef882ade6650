package dev.faultline.backend.page;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the path of a target, segment by segment. */
final class TargetReader {

    /** What absolute form, used with proxies, puts before the path. */
    private static final Pattern ORIGIN = Pattern.compile("(?i)https?://[^/?#]+");

    private TargetReader() {}

    /** Returns the target that the text is. */
    static Target read(String raw) {
        Matcher origin = ORIGIN.matcher(raw);
        boolean absolute = origin.lookingAt();
        String rest = absolute ? raw.substring(origin.end()) : raw;
        int question = rest.indexOf('?');
        String path = question < 0 ? rest : rest.substring(0, question);
        String query = question < 0 ? "" : rest.substring(question + 1);
        if (absolute && path.isEmpty()) {
            path = "/";
        }
        return path.startsWith("/") && printable(rest) ? path(path, query) : new Target.Malformed();
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#');
    }

    private static Target path(String path, String query) {
        List<String> segments = new ArrayList<>();
        boolean hidden = false;
        boolean slash = false;
        for (String coded : path.substring(1).split("/", -1)) {
            String segment = decode(coded);
            slash = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.indexOf('\0') >= 0 || segment.indexOf('\uffff') >= 0) {
                return new Target.Malformed();
            }
            if (segment.equals("..")) {
                if (segments.isEmpty()) {
                    return new Target.Malformed();
                }
                segments.remove(segments.size() - 1);
            } else if (!slash) {
                hidden |= segment.startsWith(".") || segment.indexOf('/') >= 0 || segment.indexOf('\\') >= 0;
                segments.add(segment);
            }
        }
        return hidden ? new Target.Hidden() : new LocalPath(segments, slash, query);
    }

    /**
     * Decodes once. What is no text comes back with U+FFFF in it, which no text holds. The strict decoder refuses
     * overlong forms, so that only one spelling of a dot or a slash exists.
     */
    private static String decode(String coded) {
        if (coded.indexOf('%') < 0) {
            return coded;
        }
        ByteBuffer bytes = ByteBuffer.allocate(coded.length());
        for (int at = 0; at < coded.length(); at++) {
            char c = coded.charAt(at);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int high = at + 2 < coded.length() ? Character.digit(coded.charAt(at + 1), 16) : -1;
            int low = at + 2 < coded.length() ? Character.digit(coded.charAt(at + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return "\uffff";
            }
            bytes.put((byte) ((high << 4) | low));
            at += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            return "\uffff";
        }
    }
}
