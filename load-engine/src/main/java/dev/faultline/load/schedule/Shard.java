package dev.faultline.load.schedule;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.platform.wire.InvalidValue;
import dev.faultline.platform.wire.Require;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a sequence of arrivals that one of several senders takes: every {@code count}-th, so that each has its part of
 * every ramp and burst. Pure.
 *
 * @param index which part, from 1 to {@code count}
 * @param count how many parts there are, from 1 to {@value #MAX}
 */
public record Shard(int index, int count) {

    /** The most parts of a load. */
    public static final int MAX = 1_000;

    /** The part of who is alone. */
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})/(\\d{1,4})");

    /** Checks the bounds. */
    public Shard {
        Require.between("shard count", count, 1, MAX);
        Require.between("shard index", index, 1, count);
    }

    /**
     * Reads {@code 2/5}, the second of five.
     *
     * @throws InvalidValue naming the field if the text is none
     */
    public static Shard parse(String field, String text) {
        Matcher parts = TEXT.matcher(text);
        if (parts.matches()) {
            int index = Integer.parseInt(parts.group(1));
            int count = Integer.parseInt(parts.group(2));
            if (index >= 1 && index <= count && count <= MAX) {
                return new Shard(index, count);
            }
        }
        throw new InvalidValue(field, "must be I/N with I from 1 to N and N at most " + MAX, '"' + text + '"');
    }

    @JsonCreator
    static Shard of(String text) {
        return parse("", text);
    }

    /** Returns whether the arrival of that number is of this part. */
    public boolean takes(long arrival) {
        return arrival % count == index - 1;
    }

    /** Returns the number in the whole sequence of the arrival of that number among this part's. */
    public long numberOf(long own) {
        return own * count + index - 1;
    }

    /** Returns this part of so many things of one kind, callers say: of all parts together they are all. */
    public int of(int things) {
        return things / count + (things % count >= index ? 1 : 0);
    }

    @JsonValue
    @Override
    public String toString() {
        return index + "/" + count;
    }
}
