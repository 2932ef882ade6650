package dev.faultline.load.chaostoolkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.experiment.ControlFailed;
import dev.faultline.wire.InvalidValue;
import dev.faultline.wire.Require;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The pattern is found somewhere in a text; in what is no text, in its JSON.
 *
 * @param target the part of the answer to look at; empty for all of it
 */
record RegexTolerance(String target, Pattern pattern) implements Tolerance {

    /** What Python does not know, or takes for something else: it would be judged differently there. */
    private static final Pattern OTHERS =
            Pattern.compile("&&|\\\\[QEZzGhHRXpP]|\\(\\?P|\\[[^\\]\\\\]*(?:\\\\.[^\\]\\\\]*)*\\[");

    /** Reads a pattern. */
    static RegexTolerance of(String target, String written) {
        Require.that(
                !OTHERS.matcher(written).find(),
                "pattern",
                "must mean the same in Java as in Python: no (?P...), no \\Z, no [ or && within brackets",
                '"' + written + '"');
        try {
            return new RegexTolerance(target, Pattern.compile(written, Pattern.UNICODE_CHARACTER_CLASS));
        } catch (PatternSyntaxException e) {
            throw new InvalidValue(
                    "pattern", "must be a regular expression (" + e.getDescription() + ")", '"' + written + '"', e);
        }
    }

    @Override
    public boolean met(JsonNode output) {
        JsonNode value = Tolerance.part(output, target);
        String text = value.isTextual() ? value.textValue() : value.toString();
        try {
            return pattern.matcher(new Bounded(text)).find();
        } catch (StackOverflowError e) {
            throw new ControlFailed("the pattern " + pattern + " nests too deep for what was answered", true, e);
        }
    }

    /** A text that can be looked at so often and no more: patterns can take for ever. */
    private static final class Bounded implements CharSequence {

        private static final int MOST = 100_000_000;

        private final CharSequence text;
        private int looks;

        private Bounded(CharSequence text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (looks++ > MOST) {
                throw new ControlFailed("the pattern takes too long on what was answered", true, null);
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
