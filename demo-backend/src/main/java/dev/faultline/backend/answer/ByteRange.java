package dev.faultline.backend.answer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which bytes of a page a {@code Range} header asks for. */
sealed interface ByteRange {

    /** All of them: no range was asked for, or one that is not understood, or several. */
    record Whole() implements ByteRange {}

    /** Those from {@code first} to {@code last}, both included; the page has both. */
    record Part(long first, long last) implements ByteRange {

        long length() {
            return last - first + 1;
        }
    }

    /** None that the page has. */
    record Unsatisfiable() implements ByteRange {}

    /** One range; several are answered whole, as RFC 9110, 14.2 allows. */
    Pattern SINGLE = Pattern.compile("(?i)bytes=[ \t]*(\\d*)-(\\d*)[ \t]*");

    /** Reads the header against a page of that length. */
    static ByteRange of(@Nullable String header, long length) {
        Matcher range = SINGLE.matcher(header == null ? "" : header);
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        long first = number(range.group(1));
        long last = number(range.group(2));
        if (range.group(1).isEmpty()) {
            return last == 0 || length == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - last), length - 1);
        }
        if (range.group(2).isEmpty()) {
            last = Long.MAX_VALUE;
        }
        if (last < first) {
            return new Whole();
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }

    /** Numbers beyond a long are as good as the largest: no page is as long. */
    private static long number(String digits) {
        if (digits.isEmpty()) {
            return 0;
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 18 ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
